export { describeValue } from './describe-value.ts';
export {
  ERROR_TABLE,
  type ErrorRow,
  isStatusErrorCode,
  type Outcome,
  type Retryable,
  STATUS_ERROR_CODES,
  type StatusErrorCode,
} from './error-table.ts';
export {
  type ConfigurationId,
  type CoreServerId,
  type CoreServerSlug,
  MAX_SEGMENT_LENGTH,
  segmentFault,
  type UserId,
  type Username,
  type UserStatusId,
} from './ids.ts';
export {
  type CoreServerRef,
  parseCoreServerRef,
  parseTarget,
  referenceIssues,
  type StatusTarget,
  type UserRef,
} from './reference.ts';
export {
  formatResourcePath,
  parseResourcePath,
  REST_ROOT,
  type ResourcePath,
} from './resource-path.ts';
export {
  isTimestampMs,
  MAX_TIMESTAMP_MS,
  NO_RETURN_TIME,
  returnTimeFromDate,
  returnTimeSchema,
  returnTimeToDate,
} from './return-time.ts';
export {
  type IssueCode,
  isStatusError,
  type Operation,
  StatusError,
  type StatusErrorOptions,
  type StatusIssue,
} from './status-error.ts';
export {
  isStatusType,
  STATUS_TYPE_INFO,
  STATUS_TYPES,
  type StatusType,
  type StatusTypeInfo,
} from './status-type.ts';
export {
  MAX_NAME_LENGTH,
  MAX_NOTE_LENGTH,
  parseStatusUpdate,
  type StatusUpdate,
  type StatusUpdateInput,
  statusUpdateSchema,
} from './status-update.ts';
export { type DecodedUser, decodeUser, type User, userSchema } from './user.ts';
export { type DecodedUsers, decodeUsers } from './user-list.ts';
export {
  type DecodedUserStatus,
  decodeUserStatus,
  type UserStatus,
  userStatusSchema,
} from './user-status.ts';
export { withoutStack } from './without-stack.ts';

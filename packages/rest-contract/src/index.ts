export { type AppliedSet, findBrokenReads, type RecordedCall } from './broken-reads.ts';
export type { ContractServer } from './contract-server.ts';
export { describeContract } from './describe-contract.ts';
export type { FeedReader } from './feed-reader.ts';
export { HELD_USER, type HeldRequest, type HeldUpstream, startHeldUpstream } from './held-upstream.ts';
export { type OpenFeedOptions, openFeed, UpgradeRefused, upgradeHeaders } from './open-feed.ts';
export { OPCODES } from './websocket-frames.ts';
export { keepMachineBusy, WRITE_FIRST_CALLERS, type WriteFirst } from './write-first-callers.ts';

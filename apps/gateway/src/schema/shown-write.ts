import type { StatusTarget, UserStatus } from '@live-status/domain';
import type { Written } from '../writes/write-status.ts';
import type { GatewayContext } from './context.ts';
import { findPreset } from './node.ts';
import { type ObservedStatus, observe } from './observed-status.ts';
import { Person } from './person.ts';

/** What a payload shows of one user's write. */
export interface Shown {
  readonly target: StatusTarget;
  readonly isDryRun: boolean;
  readonly written: Written;
  /** Whether it is one of many: then one list says who all of them are. */
  readonly isOneOfMany: boolean;
}

/** What is there after a write, or would be. */
export async function statusAfter(context: GatewayContext, shown: Shown): Promise<ObservedStatus> {
  if (!shown.isDryRun) return observe(context, shown.target, undefined, shown.isOneOfMany);
  const { written, ...whose } = shown;
  const status = planned(context, shown);
  return { ...notThere(whose), status, observedAt: observedAtOf(written), moment: 'planned' };
}

/** What was there before it, where somebody wanted to know. */
export function statusBefore({ written, ...whose }: Shown): ObservedStatus | null {
  const { previous } = written;
  return previous === undefined ? null : { ...notThere(whose), ...previous, moment: 'previous' };
}

/** Whose a status is that is not the one that is there: that user's own status is another, and is read where it is selected. */
function notThere({
  target,
  isOneOfMany,
}: Omit<Shown, 'written'>): Pick<ObservedStatus, 'target' | 'person'> {
  return { target, person: new Person(target, { isOneOfMany }) };
}

function observedAtOf({ previous }: Written): Date {
  return previous?.observedAt ?? new Date();
}

/** What the upstream would make of an update (clause SET-10), as far as this gateway knows the presets. */
function planned(context: GatewayContext, { target, written }: Shown): UserStatus {
  const { update, previous } = written;
  if (previous === undefined) throw new TypeError('A dry run reads the status that is there.');
  const { status } = previous;
  const preset = findPreset(context, target.coreServer, update);
  const isSame = status.name === update.name && status.type === update.type;
  const userCreated = isSame ? status.userCreated : preset === undefined;
  const isConfigurationKept = isSame || (userCreated && status.userCreated);
  const configurationId = isConfigurationKept ? status.configurationId : (preset?.configurationId ?? '');
  return {
    ...status,
    ...update,
    userCreated,
    configurationId: configurationId as UserStatus['configurationId'],
  };
}

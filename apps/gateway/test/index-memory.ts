import { decodeUsers } from '@live-status/domain';
import { UsernameIndex } from '../src/people/username-index.ts';

// Prints how many bytes of heap one index of 10 000 users cannot do without, measured several times.

const COUNT = 10_000;
const TIMES = 5;

const list = JSON.stringify(
  Array.from({ length: COUNT }, (_, number) => ({
    id: `f038bbb9-8950-42fb-a4f7-${String(number).padStart(12, '0')}`,
    configurationId: `ca5de6c4-17bd-46ce-95a2-${String(number).padStart(12, '0')}`,
    userName: `firstname.lastname.${number}`,
    displayedName: `Firstname Lastname ${number}`,
    permissionId: 'permission',
  })),
);

/** Learns a list as the gateway does: as it came over the wire. */
function learn(index: UsernameIndex): void {
  const decoded = decodeUsers(JSON.parse(list));
  if (!decoded.ok) throw new TypeError(decoded.faults.join());
  index.learn(decoded.users);
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const kept: UsernameIndex[] = [];
const costs = Array.from({ length: TIMES }, () => {
  const before = heapUsed();
  const index = new UsernameIndex();
  kept.push(index);
  // A directory is listed again and again.
  for (let time = 0; time < 5; time += 1) learn(index);
  return heapUsed() - before;
});
if (kept.some(({ size }) => size !== COUNT)) throw new TypeError('Each index has every user.');
console.log(JSON.stringify(costs));

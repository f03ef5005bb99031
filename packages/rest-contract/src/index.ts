export type { ContractServer } from './contract-server.ts';
export { describeContract } from './describe-contract.ts';

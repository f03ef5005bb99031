export { type FeedUpstream, type FeedUser, startFeedUpstream } from '@live-status/rest-contract';

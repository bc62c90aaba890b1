export { type DeadJob, type EnqueueOptions, type JobHandler, type JobPayload, JobQueue } from './job-queue.ts';

import type { Recipients } from '../../facts/platform.ts'

/** Whether an alert tells anybody. One that does not list its recipients is taken to have some. */
export const tellsSomebody = (recipients: Recipients | undefined): boolean =>
  recipients === undefined || (recipients.email?.length ?? 0) + (recipients.slack?.length ?? 0) > 0

export const NOBODY: Recipients = { email: [], slack: [] }

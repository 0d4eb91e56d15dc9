import type { Rule } from '../../rule.ts'
import { databaseCacheEvictsNothing } from './database_cache_evicts_nothing.ts'
import { databaseCacheNotPersistent } from './database_cache_not_persistent.ts'
import { databaseCacheUnencrypted } from './database_cache_unencrypted.ts'
import { databaseLogSinkUnencrypted } from './database_log_sink_unencrypted.ts'
import { databaseLogsNotForwarded } from './database_logs_not_forwarded.ts'
import { databaseNoConnectionPool } from './database_no_connection_pool.ts'
import { databaseOpensearchAuditOff } from './database_opensearch_audit_off.ts'
import { databaseStorageNotAutoscaled } from './database_storage_not_autoscaled.ts'

export const databaseSettingRules: Rule[] = [
  databaseCacheUnencrypted,
  databaseCacheEvictsNothing,
  databaseCacheNotPersistent,
  databaseOpensearchAuditOff,
  databaseLogsNotForwarded,
  databaseLogSinkUnencrypted,
  databaseStorageNotAutoscaled,
  databaseNoConnectionPool,
]

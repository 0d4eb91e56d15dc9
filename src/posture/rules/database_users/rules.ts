import type { Rule } from '../../rule.ts'
import { databaseKafkaUserAllTopics } from './database_kafka_user_all_topics.ts'
import { databaseMongodbUserAllDatabases } from './database_mongodb_user_all_databases.ts'
import { databaseMysqlNativePassword } from './database_mysql_native_password.ts'
import { databaseOnlyAdminUser } from './database_only_admin_user.ts'
import { databaseOpensearchUserAllIndexes } from './database_opensearch_user_all_indexes.ts'
import { databaseUserMayReplicate } from './database_user_may_replicate.ts'

export const databaseUserRules: Rule[] = [
  databaseMysqlNativePassword,
  databaseOnlyAdminUser,
  databaseKafkaUserAllTopics,
  databaseOpensearchUserAllIndexes,
  databaseMongodbUserAllDatabases,
  databaseUserMayReplicate,
]

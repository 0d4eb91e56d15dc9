import type { Rule } from '../../rule.ts'
import { registryImageStale } from './registry_image_stale.ts'
import { registryNoGarbageCollection } from './registry_no_garbage_collection.ts'
import { registryOnlyLatestTag } from './registry_only_latest_tag.ts'
import { registryStorageNearlyFull } from './registry_storage_nearly_full.ts'

export const registryRules: Rule[] = [
  registryNoGarbageCollection,
  registryOnlyLatestTag,
  registryImageStale,
  registryStorageNearlyFull,
]

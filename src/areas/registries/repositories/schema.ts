import { type Static, Type } from 'typebox'
import { ListOf, Text } from '../../../cloud/wire.ts'
import { Paging } from '../../../kernel/paging.ts'
import { ByName } from '../schema.ts'

// Requests.
export const ByRepository = Type.Object({ ...ByName.properties, repository_name: Text(512) })
export type ByRepository = Static<typeof ByRepository>
export const ByTag = Type.Object({ ...ByRepository.properties, repository_tag: Text(255) })
export const ByManifest = Type.Object({ ...ByRepository.properties, manifest_digest: Text(255) })
export const RepositoriesV2Query = Type.Object({
  ...Paging.properties,
  page_token: Type.Optional(Text(1000)),
})
export type RepositoriesV2Query = Static<typeof RepositoriesV2Query>

// Answers. Nothing is ever in them.
export const RepositoryList = ListOf('repositories', Type.Object({}))
export type RepositoryList = Static<typeof RepositoryList>
export const TagList = ListOf('tags', Type.Object({}))
export const ManifestList = ListOf('manifests', Type.Object({}))

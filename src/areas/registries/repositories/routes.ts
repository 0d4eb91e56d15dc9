import { Nothing } from '../../../cloud/wire.ts'
import type { Routes } from '../../../kernel/http/http.ts'
import { Paging } from '../../../kernel/paging.ts'
import type { View } from '../routes.ts'
import { ByName } from '../schema.ts'
import * as repository from './repository.ts'
import * as schema from './schema.ts'

export const repositoryRoutes =
  (view: View): Routes =>
  (app) => {
    lists(view)(app)
    deletions(view)(app)
  }

const lists =
  ({ folder, op }: View): Routes =>
  (app) => {
    app.get(`${folder}/:registry_name/repositoriesV2`, {
      config: { op: `${op}_list_repositoriesV2`, scope: 'registry:read' },
      schema: {
        summary: 'List repositories',
        params: ByName,
        querystring: schema.RepositoriesV2Query,
        response: { 200: schema.RepositoryList },
      },
      handler: (request) =>
        repository.listRepositoriesV2(request.ctx, request.params.registry_name, request.query),
    })
    app.get(`${folder}/:registry_name/repositories/:repository_name/tags`, {
      config: { op: `${op}_list_repositoryTags`, scope: 'registry:read' },
      schema: {
        summary: 'List the tags of a repository',
        params: schema.ByRepository,
        querystring: Paging,
        response: { 200: schema.TagList },
      },
      handler: (request) => repository.getRepository(request.ctx, request.params),
    })
    app.get(`${folder}/:registry_name/repositories/:repository_name/digests`, {
      config: { op: `${op}_list_repositoryManifests`, scope: 'registry:read' },
      schema: {
        summary: 'List the manifests of a repository',
        params: schema.ByRepository,
        querystring: Paging,
        response: { 200: schema.ManifestList },
      },
      handler: (request) => repository.getRepository(request.ctx, request.params),
    })
  }

const deletions =
  ({ folder, op }: View): Routes =>
  (app) => {
    app.delete(`${folder}/:registry_name/repositories/:repository_name/tags/:repository_tag`, {
      config: { op: `${op}_delete_repositoryTag`, scope: 'registry:delete' },
      schema: {
        summary: 'Delete a tag of a repository',
        params: schema.ByTag,
        response: { 204: Nothing },
      },
      handler: (request) => repository.getRepository(request.ctx, request.params),
    })
    app.delete(`${folder}/:registry_name/repositories/:repository_name/digests/:manifest_digest`, {
      config: { op: `${op}_delete_repositoryManifest`, scope: 'registry:delete' },
      schema: {
        summary: 'Delete a manifest of a repository',
        params: schema.ByManifest,
        response: { 204: Nothing },
      },
      handler: (request) => repository.getRepository(request.ctx, request.params),
    })
  }

/** What only the folder of the only registry has. */
export const oldRepositoryList: Routes = (app) => {
  app.get('/v2/registry/:registry_name/repositories', {
    config: { op: 'registry_list_repositories', scope: 'registry:read' },
    schema: {
      summary: 'List repositories, each with its latest tag',
      params: ByName,
      querystring: Paging,
      response: { 200: schema.RepositoryList },
    },
    handler: (request) =>
      repository.listRepositories(request.ctx, request.params.registry_name, request.query),
  })
}

/** What only the folder of several registries has. */
export const repositoryDeletion: Routes = (app) => {
  app.delete('/v2/registries/:registry_name/repositories/:repository_name', {
    config: { op: 'registries_delete_repository', scope: 'registry:delete' },
    schema: {
      summary: 'Delete a repository with all its tags',
      params: schema.ByRepository,
      response: { 204: Nothing },
    },
    handler: (request) => repository.getRepository(request.ctx, request.params),
  })
}

import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import * as credentials from './credentials.ts'
import { collectionRoutes } from './garbage_collections/routes.ts'
import * as registry from './registry.ts'
import { oldRepositoryList, repositoryDeletion, repositoryRoutes } from './repositories/routes.ts'
import * as schema from './schema.ts'
import * as subscription from './subscription.ts'

/** The same registries are seen by two folders of the API: that of the only one, and that of several. */
export interface View {
  folder: string
  /** What the names of its operations begin with. */
  op: string
}

const ONE: View = { folder: '/v2/registry', op: 'registry' }
const SEVERAL: View = { folder: '/v2/registries', op: 'registries' }

export const routes: Routes = (app) => {
  onlyRegistry(app)
  oldRepositoryList(app)
  namedRegistries(app)
  repositoryDeletion(app)
  for (const view of [ONE, SEVERAL]) {
    accountRoutes(view)(app)
    collectionRoutes(view)(app)
    repositoryRoutes(view)(app)
  }
}

const onlyRegistry: Routes = (app) => {
  app.get('/v2/registry', {
    config: { op: 'registry_get', scope: 'registry:read' },
    schema: { summary: 'Read the only container registry', response: { 200: schema.RegistryAnswer } },
    handler: (request) => registry.readOnlyRegistry(request.ctx),
  })
  app.delete('/v2/registry', {
    config: { op: 'registry_delete', scope: 'registry:delete' },
    schema: { summary: 'Delete the only container registry', response: { 204: Nothing } },
    handler: async (request, reply) => {
      await registry.deleteOnlyRegistry(request.ctx)
      return reply.code(204).send(null)
    },
  })
  app.get('/v2/registry/docker-credentials', {
    config: { op: 'registry_get_dockerCredentials', scope: ['registry:read', 'registry:update'] },
    schema: {
      summary: 'Issue a token to log in to the only container registry',
      querystring: schema.CredentialsQuery,
      response: { 200: schema.CredentialsAnswer },
    },
    handler: (request) => credentials.issueOnlyCredentials(request.ctx, request.query),
  })
}

const namedRegistries: Routes = (app) => {
  app.get('/v2/registries', {
    config: { op: 'registries_list', scope: 'registry:read' },
    schema: {
      summary: 'List container registries',
      querystring: schema.ListQuery,
      response: { 200: schema.RegistryList },
    },
    handler: (request) => registry.listRegistries(request.ctx, request.query),
  })
  app.get('/v2/registries/:registry_name', {
    config: { op: 'registries_get', scope: 'registry:read' },
    schema: {
      summary: 'Read a container registry',
      params: schema.ByName,
      response: { 200: schema.RegistryAnswer },
    },
    handler: (request) => registry.readRegistry(request.ctx, request.params.registry_name),
  })
  app.delete('/v2/registries/:registry_name', {
    config: { op: 'registries_delete', scope: 'registry:delete' },
    schema: { summary: 'Delete a container registry', params: schema.ByName, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await registry.deleteRegistry(request.ctx, request.params.registry_name)
      return reply.code(204).send(null)
    },
  })
  app.get('/v2/registries/:registry_name/docker-credentials', {
    config: { op: 'registries_get_dockerCredentials', scope: ['registry:read', 'registry:update'] },
    schema: {
      summary: 'Issue a token to log in to a container registry',
      params: schema.ByName,
      querystring: schema.CredentialsQuery,
      response: { 200: schema.CredentialsAnswer },
    },
    handler: (request) =>
      credentials.issueCredentials(request.ctx, request.params.registry_name, request.query),
  })
}

const accountRoutes =
  ({ folder, op }: View): Routes =>
  (app) => {
    app.post(folder, {
      config: { op: `${op}_create`, scope: 'registry:create' },
      schema: {
        summary: 'Create a container registry',
        body: schema.CreateRegistry,
        response: { 201: schema.RegistryAnswer },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await registry.createRegistry(request.ctx, request.body)),
    })
    app.post(`${folder}/validate-name`, {
      config: { op: `${op}_validate_name`, scope: 'registry:create' },
      schema: {
        summary: 'Tell whether a name could be given to a container registry',
        body: schema.ValidateName,
        response: { 204: Nothing },
      },
      handler: async (request, reply) => {
        await registry.validateName(request.ctx, request.body.name)
        return reply.code(204).send(null)
      },
    })
    app.get(`${folder}/options`, {
      config: { op: `${op}_get_options`, scope: 'registry:read' },
      schema: { summary: 'List subscription tiers and regions', response: { 200: schema.OptionsAnswer } },
      handler: (request) => subscription.listOptions(request.ctx),
    })
    app.get(`${folder}/subscription`, {
      config: { op: `${op}_get_subscription`, scope: 'registry:read' },
      schema: { summary: 'Read the subscription', response: { 200: schema.SubscriptionAnswer } },
      handler: (request) => subscription.readSubscription(request.ctx),
    })
    app.post(`${folder}/subscription`, {
      config: { op: `${op}_update_subscription`, scope: 'registry:update' },
      schema: {
        summary: 'Change the tier of the subscription',
        body: schema.UpdateSubscription,
        response: { 200: schema.SubscriptionAnswer },
      },
      handler: (request) => subscription.changeTier(request.ctx, request.body.tier_slug),
    })
  }

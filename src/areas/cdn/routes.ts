import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as endpoint from './endpoint.ts'
import * as schema from './schema.ts'

const ENDPOINTS = '/v2/cdn/endpoints'

export const routes: Routes = (app) => {
  allEndpoints(app)
  oneEndpoint(app)
}

const allEndpoints: Routes = (app) => {
  app.get(ENDPOINTS, {
    config: { op: 'cdn_list_endpoints', scope: 'cdn:read' },
    schema: { summary: 'List CDN endpoints', querystring: Paging, response: { 200: schema.EndpointList } },
    handler: (request) => endpoint.listEndpoints(request.ctx, request.query),
  })
  app.post(ENDPOINTS, {
    config: { op: 'cdn_create_endpoint', scope: 'cdn:create' },
    schema: {
      summary: 'Put a CDN in front of a Space',
      body: schema.CreateEndpoint,
      response: { 201: schema.EndpointAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await endpoint.createEndpoint(request.ctx, request.body)),
  })
}

const oneEndpoint: Routes = (app) => {
  app.get(`${ENDPOINTS}/:cdn_id`, {
    config: { op: 'cdn_get_endpoint', scope: 'cdn:read' },
    schema: {
      summary: 'Read a CDN endpoint',
      params: schema.ById,
      response: { 200: schema.EndpointAnswer },
    },
    handler: (request) => endpoint.getEndpoint(request.ctx, request.params.cdn_id),
  })
  app.put(`${ENDPOINTS}/:cdn_id`, {
    config: { op: 'cdn_update_endpoints', scope: 'cdn:update' },
    schema: {
      summary: 'Change the time to live or the custom domain',
      params: schema.ById,
      body: schema.UpdateEndpoint,
      response: { 200: schema.EndpointAnswer },
    },
    handler: (request) => endpoint.updateEndpoint(request.ctx, request.params.cdn_id, request.body),
  })
  app.delete(`${ENDPOINTS}/:cdn_id`, {
    config: { op: 'cdn_delete_endpoint', scope: 'cdn:delete' },
    schema: { summary: 'Remove a CDN endpoint', params: schema.ById, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await endpoint.deleteEndpoint(request.ctx, request.params.cdn_id)
      return reply.code(204).send(null)
    },
  })
  app.delete(`${ENDPOINTS}/:cdn_id/cache`, {
    config: { op: 'cdn_purge_cache', scope: 'cdn:delete' },
    schema: {
      summary: 'Drop files from the cache',
      params: schema.ById,
      body: schema.PurgeCache,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await endpoint.purgeCache(request.ctx, request.params.cdn_id)
      return reply.code(204).send(null)
    },
  })
}

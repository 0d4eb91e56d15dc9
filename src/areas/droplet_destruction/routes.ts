import type { Routes } from '../../kernel/http/http.ts'
import { listAssociated } from './associated.ts'
import * as destruction from './destruction.ts'
import * as schema from './schema.ts'

const PATH = '/v2/droplets/:droplet_id/destroy_with_associated_resources'
const DESTROY = [
  'droplet:delete',
  'block_storage:delete',
  'block_storage_snapshot:delete',
  'image:delete',
  'reserved_ip:delete',
]

export const routes: Routes = (app) => {
  looks(app)
  orders(app)
}

const looks: Routes = (app) => {
  app.get(PATH, {
    config: { op: 'droplets_list_associatedResources', scope: 'droplet:read' },
    schema: {
      summary: 'List what can be destroyed along with a Droplet, and what it would go on costing',
      params: schema.ByDroplet,
      response: { 200: schema.AssociatedResources },
    },
    handler: (request) => listAssociated(request.ctx, request.params.droplet_id),
  })
  app.get(`${PATH}/status`, {
    config: { op: 'droplets_get_DestroyAssociatedResourcesStatus', scope: 'droplet:delete' },
    schema: {
      summary: 'Read how far the last destruction has come',
      params: schema.ByDroplet,
      response: { 200: schema.Status },
    },
    handler: (request) => destruction.getStatus(request.ctx, request.params.droplet_id),
  })
}

const orders: Routes = (app) => {
  app.delete(`${PATH}/selective`, {
    config: { op: 'droplets_destroy_withAssociatedResourcesSelective', scope: DESTROY },
    schema: {
      summary: 'Destroy a Droplet with some of its resources',
      params: schema.ByDroplet,
      body: schema.Selection,
      response: { 202: schema.Accepted },
    },
    handler: async (request, reply) => {
      await destruction.destroySelected(request.ctx, request.params.droplet_id, request.body)
      return reply.code(202).send(undefined)
    },
  })
  app.delete(`${PATH}/dangerous`, {
    config: { op: 'droplets_destroy_withAssociatedResourcesDangerous', scope: DESTROY },
    schema: {
      summary: 'Destroy a Droplet with all of its resources; the header x-dangerous must be true',
      params: schema.ByDroplet,
      headers: schema.Dangerous,
      response: { 202: schema.Accepted },
    },
    handler: async (request, reply) => {
      await destruction.destroyAll(request.ctx, request.params.droplet_id)
      return reply.code(202).send(undefined)
    },
  })
  app.post(`${PATH}/retry`, {
    config: { op: 'droplets_destroy_retryWithAssociatedResources', scope: DESTROY },
    schema: {
      summary: 'Destroy what the last destruction has left',
      params: schema.ByDroplet,
      response: { 202: schema.Accepted },
    },
    handler: async (request, reply) => {
      await destruction.retryDestroying(request.ctx, request.params.droplet_id)
      return reply.code(202).send(undefined)
    },
  })
}

import { ActionAnswer, ActionList } from '../../cloud/actions.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as action from './action.ts'
import * as schema from './schema.ts'
import { startTaggedActions } from './tagged.ts'

export const routes: Routes = (app) => {
  app.get('/v2/droplets/:droplet_id/actions', {
    config: { op: 'dropletActions_list', scope: 'droplet:read' },
    schema: {
      summary: 'List what was done to a Droplet',
      params: schema.ByDropletId,
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: (request) => action.listDropletActions(request.ctx, request.params.droplet_id, request.query),
  })
  app.post('/v2/droplets/:droplet_id/actions', {
    config: { op: 'dropletActions_post', scope: 'droplet:update' },
    schema: {
      summary: 'Do something to a Droplet',
      params: schema.ByDropletId,
      body: schema.DropletAction,
      response: { 201: ActionAnswer },
    },
    handler: async (request, reply) =>
      reply
        .code(201)
        .send(await action.startDropletAction(request.ctx, request.params.droplet_id, request.body)),
  })
  app.get('/v2/droplets/:droplet_id/actions/:action_id', {
    config: { op: 'dropletActions_get', scope: 'droplet:read' },
    schema: {
      summary: 'Read how far something done to a Droplet is',
      params: schema.ByActionId,
      response: { 200: ActionAnswer },
    },
    handler: (request) => action.getDropletAction(request.ctx, request.params),
  })
  app.post('/v2/droplets/actions', {
    config: { op: 'dropletActions_post_byTag', scope: 'droplet:update' },
    schema: {
      summary: 'Do something to all Droplets with a tag',
      querystring: schema.ByTag,
      body: schema.DropletAction,
      response: { 201: schema.ActionsAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await startTaggedActions(request.ctx, request.query.tag_name, request.body)),
  })
}

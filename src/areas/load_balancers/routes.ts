import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { BalancerAnswer, BalancerList } from './answer_schema.ts'
import * as balancer from './balancer.ts'
import * as parts from './parts.ts'
import * as schema from './schema.ts'

const BALANCERS = '/v2/load_balancers'
const ONE = `${BALANCERS}/:lb_id` as const

export const routes: Routes = (app) => {
  wholeBalancers(app)
  dropletsBehind(app)
  forwardingRules(app)
}

const wholeBalancers: Routes = (app) => {
  app.get(BALANCERS, {
    config: { op: 'loadBalancers_list', scope: 'load_balancer:read' },
    schema: { summary: 'List load balancers', querystring: Paging, response: { 200: BalancerList } },
    handler: (request) => balancer.listBalancers(request.ctx, request.query),
  })
  app.post(BALANCERS, {
    config: { op: 'loadBalancers_create', scope: 'load_balancer:create' },
    schema: {
      summary: 'Make a load balancer, which is active a while later',
      body: schema.CreateBalancer,
      response: { 202: BalancerAnswer },
    },
    handler: async ({ ctx, body }, reply) => reply.code(202).send(await balancer.createBalancer(ctx, body)),
  })
  app.get(ONE, {
    config: { op: 'loadBalancers_get', scope: 'load_balancer:read' },
    schema: { summary: 'Read a load balancer', params: schema.ById, response: { 200: BalancerAnswer } },
    handler: ({ ctx, params }) => balancer.getBalancer(ctx, params.lb_id),
  })
  app.put(ONE, {
    config: { op: 'loadBalancers_update', scope: 'load_balancer:update' },
    schema: {
      summary: 'Replace all settings of a load balancer',
      params: schema.ById,
      body: schema.UpdateBalancer,
      response: { 200: BalancerAnswer },
    },
    handler: ({ ctx, params, body }) => balancer.updateBalancer(ctx, params.lb_id, body),
  })
  app.delete(ONE, {
    config: { op: 'loadBalancers_delete', scope: 'load_balancer:delete' },
    schema: { summary: 'Remove a load balancer', params: schema.ById, response: { 204: Nothing } },
    handler: async ({ ctx, params }, reply) => {
      await balancer.deleteBalancer(ctx, params.lb_id)
      return reply.code(204).send(null)
    },
  })
  app.delete(`${ONE}/cache`, {
    config: { op: 'loadBalancers_delete_cache', scope: 'load_balancer:delete' },
    schema: {
      summary: 'Drop all that a global load balancer has cached',
      params: schema.ById,
      response: { 204: Nothing },
    },
    handler: async ({ ctx, params }, reply) => {
      await parts.purgeCache(ctx, params.lb_id)
      return reply.code(204).send(null)
    },
  })
}

const dropletsBehind: Routes = (app) => {
  const accepted = { params: schema.ById, body: schema.DropletIds, response: { 204: Nothing } }
  app.post(`${ONE}/droplets`, {
    config: { op: 'loadBalancers_add_droplets', scope: 'load_balancer:update' },
    schema: { summary: 'Put Droplets behind a load balancer', ...accepted },
    handler: async ({ ctx, params, body }, reply) => {
      await parts.addDroplets(ctx, params.lb_id, body.droplet_ids)
      return reply.code(204).send(null)
    },
  })
  app.delete(`${ONE}/droplets`, {
    config: { op: 'loadBalancers_remove_droplets', scope: 'load_balancer:update' },
    schema: { summary: 'Take Droplets from behind a load balancer', ...accepted },
    handler: async ({ ctx, params, body }, reply) => {
      await parts.removeDroplets(ctx, params.lb_id, body.droplet_ids)
      return reply.code(204).send(null)
    },
  })
}

const forwardingRules: Routes = (app) => {
  const accepted = { params: schema.ById, body: schema.ForwardingRules, response: { 204: Nothing } }
  app.post(`${ONE}/forwarding_rules`, {
    config: { op: 'loadBalancers_add_forwardingRules', scope: 'load_balancer:update' },
    schema: { summary: 'Add forwarding rules', ...accepted },
    handler: async ({ ctx, params, body }, reply) => {
      await parts.addForwardingRules(ctx, params.lb_id, body.forwarding_rules)
      return reply.code(204).send(null)
    },
  })
  app.delete(`${ONE}/forwarding_rules`, {
    config: { op: 'loadBalancers_remove_forwardingRules', scope: 'load_balancer:update' },
    schema: { summary: 'Remove forwarding rules', ...accepted },
    handler: async ({ ctx, params, body }, reply) => {
      await parts.removeForwardingRules(ctx, params.lb_id, body.forwarding_rules)
      return reply.code(204).send(null)
    },
  })
}

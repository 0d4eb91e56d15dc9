import { ActionList } from '../../cloud/actions.ts'
import * as actions from '../../cloud/reserved_ips/assignment.ts'
import { deleteReservedIp } from '../../cloud/reserved_ips/reserved_ip.ts'
import { CreateReservedIp, ReservedIpActionAnswer, ReservedIpOrder } from '../../cloud/reserved_ips/schema.ts'
import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { createFloatingIp, listFloatingIps, showFloatingIp, WORDS } from './floating_ip.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  addresses(app)
  assignments(app)
}

const addresses: Routes = (app) => {
  app.get('/v2/floating_ips', {
    config: { op: 'floatingIPs_list', scope: 'reserved_ip:read' },
    schema: { summary: 'List floating IPs', querystring: Paging, response: { 200: schema.FloatingIpList } },
    handler: (request) => listFloatingIps(request.ctx, request.query),
  })
  app.post('/v2/floating_ips', {
    config: { op: 'floatingIPs_create', scope: 'reserved_ip:create' },
    schema: {
      summary: 'Reserve an address in a region, or for a Droplet',
      body: CreateReservedIp,
      response: { 202: schema.FloatingIpCreated },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await createFloatingIp(request.ctx, request.body)),
  })
  app.get('/v2/floating_ips/:floating_ip', {
    config: { op: 'floatingIPs_get', scope: 'reserved_ip:read' },
    schema: {
      summary: 'Read a floating IP',
      params: schema.ByAddress,
      response: { 200: schema.FloatingIpAnswer },
    },
    handler: (request) => showFloatingIp(request.ctx, request.params.floating_ip),
  })
  app.delete('/v2/floating_ips/:floating_ip', {
    config: { op: 'floatingIPs_delete', scope: 'reserved_ip:delete' },
    schema: { summary: 'Give a floating IP up', params: schema.ByAddress, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await deleteReservedIp(request.ctx, WORDS, request.params.floating_ip)
      return reply.code(204).send(null)
    },
  })
}

const assignments: Routes = (app) => {
  app.get('/v2/floating_ips/:floating_ip/actions', {
    config: { op: 'floatingIPsAction_list', scope: 'reserved_ip:read' },
    schema: {
      summary: 'List the actions of a floating IP',
      params: schema.ByAddress,
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: ({ ctx, params, query }) => actions.listReservedIpActions(ctx, WORDS, params.floating_ip, query),
  })
  app.post('/v2/floating_ips/:floating_ip/actions', {
    config: { op: 'floatingIPsAction_post', scope: 'reserved_ip:update' },
    schema: {
      summary: 'Assign a floating IP to a Droplet, or unassign it',
      params: schema.ByAddress,
      body: ReservedIpOrder,
      response: { 201: ReservedIpActionAnswer },
    },
    handler: async ({ ctx, params, body }, reply) =>
      reply.code(201).send(await actions.orderReservedIpAction(ctx, WORDS, params.floating_ip, body)),
  })
  app.get('/v2/floating_ips/:floating_ip/actions/:action_id', {
    config: { op: 'floatingIPsAction_get', scope: 'reserved_ip:read' },
    schema: {
      summary: 'Read an action of a floating IP',
      params: schema.ByAddressAndAction,
      response: { 200: ReservedIpActionAnswer },
    },
    handler: ({ ctx, params: { floating_ip: ip, action_id } }) =>
      actions.getReservedIpAction(ctx, WORDS, { ip, action_id }),
  })
}

import { ActionList } from '../../cloud/actions.ts'
import * as actions from '../../cloud/reserved_ips/assignment.ts'
import { deleteReservedIp } from '../../cloud/reserved_ips/reserved_ip.ts'
import { CreateReservedIp, ReservedIpActionAnswer, ReservedIpOrder } from '../../cloud/reserved_ips/schema.ts'
import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { createReservedIp, listReservedIps, showReservedIp, WORDS } from './reserved_ip.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  addresses(app)
  assignments(app)
}

const addresses: Routes = (app) => {
  app.get('/v2/reserved_ips', {
    config: { op: 'reservedIPs_list', scope: 'reserved_ip:read' },
    schema: { summary: 'List reserved IPs', querystring: Paging, response: { 200: schema.ReservedIpList } },
    handler: (request) => listReservedIps(request.ctx, request.query),
  })
  app.post('/v2/reserved_ips', {
    config: { op: 'reservedIPs_create', scope: 'reserved_ip:create' },
    schema: {
      summary: 'Reserve an address in a region, or for a Droplet',
      body: CreateReservedIp,
      response: { 202: schema.ReservedIpCreated },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await createReservedIp(request.ctx, request.body)),
  })
  app.get('/v2/reserved_ips/:reserved_ip', {
    config: { op: 'reservedIPs_get', scope: 'reserved_ip:read' },
    schema: {
      summary: 'Read a reserved IP',
      params: schema.ByAddress,
      response: { 200: schema.ReservedIpAnswer },
    },
    handler: (request) => showReservedIp(request.ctx, request.params.reserved_ip),
  })
  app.delete('/v2/reserved_ips/:reserved_ip', {
    config: { op: 'reservedIPs_delete', scope: 'reserved_ip:delete' },
    schema: { summary: 'Give a reserved IP up', params: schema.ByAddress, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await deleteReservedIp(request.ctx, WORDS, request.params.reserved_ip)
      return reply.code(204).send(null)
    },
  })
}

const assignments: Routes = (app) => {
  app.get('/v2/reserved_ips/:reserved_ip/actions', {
    config: { op: 'reservedIPsActions_list', scope: 'reserved_ip:read' },
    schema: {
      summary: 'List the actions of a reserved IP',
      params: schema.ByAddress,
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: ({ ctx, params, query }) => actions.listReservedIpActions(ctx, WORDS, params.reserved_ip, query),
  })
  app.post('/v2/reserved_ips/:reserved_ip/actions', {
    config: { op: 'reservedIPsActions_post', scope: 'reserved_ip:update' },
    schema: {
      summary: 'Assign a reserved IP to a Droplet, or unassign it',
      params: schema.ByAddress,
      body: ReservedIpOrder,
      response: { 201: ReservedIpActionAnswer },
    },
    handler: async ({ ctx, params, body }, reply) =>
      reply.code(201).send(await actions.orderReservedIpAction(ctx, WORDS, params.reserved_ip, body)),
  })
  app.get('/v2/reserved_ips/:reserved_ip/actions/:action_id', {
    config: { op: 'reservedIPsActions_get', scope: 'reserved_ip:read' },
    schema: {
      summary: 'Read an action of a reserved IP',
      params: schema.ByAddressAndAction,
      response: { 200: ReservedIpActionAnswer },
    },
    handler: ({ ctx, params: { reserved_ip: ip, action_id } }) =>
      actions.getReservedIpAction(ctx, WORDS, { ip, action_id }),
  })
}

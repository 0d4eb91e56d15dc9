import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as firewall from './firewall.ts'
import * as part from './part.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  wholeFirewalls(app)
  partsOfFirewalls(app)
}

const wholeFirewalls: Routes = (app) => {
  app.get('/v2/firewalls', {
    config: { op: 'firewalls_list', scope: 'firewall:read' },
    schema: { summary: 'List firewalls', querystring: Paging, response: { 200: schema.FirewallList } },
    handler: (request) => firewall.listFirewalls(request.ctx, request.query),
  })
  app.post('/v2/firewalls', {
    config: { op: 'firewalls_create', scope: 'firewall:create' },
    schema: {
      summary: 'Create a firewall',
      body: schema.WriteFirewall,
      response: { 202: schema.FirewallAnswer },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await firewall.createFirewall(request.ctx, request.body)),
  })
  app.get('/v2/firewalls/:firewall_id', {
    config: { op: 'firewalls_get', scope: 'firewall:read' },
    schema: { summary: 'Read a firewall', params: schema.ById, response: { 200: schema.FirewallAnswer } },
    handler: (request) => firewall.getFirewall(request.ctx, request.params.firewall_id),
  })
  app.put('/v2/firewalls/:firewall_id', {
    config: { op: 'firewalls_update', scope: 'firewall:update' },
    schema: {
      summary: 'Replace a firewall, with its rules, Droplets and tags',
      params: schema.ById,
      body: schema.WriteFirewall,
      response: { 200: schema.FirewallAnswer },
    },
    handler: ({ ctx, params, body }) => firewall.replaceFirewall(ctx, params.firewall_id, body),
  })
  app.delete('/v2/firewalls/:firewall_id', {
    config: { op: 'firewalls_delete', scope: 'firewall:delete' },
    schema: { summary: 'Delete a firewall', params: schema.ById, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await firewall.deleteFirewall(request.ctx, request.params.firewall_id)
      return reply.code(204).send(null)
    },
  })
}

const partsOfFirewalls: Routes = (app) => {
  const part_schema = { params: schema.ById, response: { 204: Nothing } }
  app.post('/v2/firewalls/:firewall_id/rules', {
    config: { op: 'firewalls_add_rules', scope: 'firewall:update' },
    schema: { summary: 'Add rules to a firewall', ...part_schema, body: schema.Rules },
    handler: async ({ ctx, params, body }, reply) => {
      await part.addRules(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
  app.delete('/v2/firewalls/:firewall_id/rules', {
    config: { op: 'firewalls_delete_rules', scope: 'firewall:update' },
    schema: { summary: 'Remove rules from a firewall', ...part_schema, body: schema.Rules },
    handler: async ({ ctx, params, body }, reply) => {
      await part.removeRules(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
  app.post('/v2/firewalls/:firewall_id/droplets', {
    config: { op: 'firewalls_assign_droplets', scope: 'firewall:update' },
    schema: { summary: 'Put Droplets behind a firewall', ...part_schema, body: schema.Droplets },
    handler: async ({ ctx, params, body }, reply) => {
      await part.addDroplets(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
  app.delete('/v2/firewalls/:firewall_id/droplets', {
    config: { op: 'firewalls_delete_droplets', scope: 'firewall:update' },
    schema: { summary: 'Take Droplets out from behind a firewall', ...part_schema, body: schema.Droplets },
    handler: async ({ ctx, params, body }, reply) => {
      await part.removeDroplets(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
  app.post('/v2/firewalls/:firewall_id/tags', {
    config: { op: 'firewalls_add_tags', scope: 'firewall:update' },
    schema: {
      summary: 'Put the Droplets of tags behind a firewall',
      ...part_schema,
      body: schema.TagsOfFirewall,
    },
    handler: async ({ ctx, params, body }, reply) => {
      await part.addTags(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
  app.delete('/v2/firewalls/:firewall_id/tags', {
    config: { op: 'firewalls_delete_tags', scope: 'firewall:update' },
    schema: { summary: 'Take tags off a firewall', ...part_schema, body: schema.TagsOfFirewall },
    handler: async ({ ctx, params, body }, reply) => {
      await part.removeTags(ctx, params.firewall_id, body)
      return reply.code(204).send(null)
    },
  })
}

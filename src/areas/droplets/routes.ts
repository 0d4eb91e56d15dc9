import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as policy from './backup_policy.ts'
import { createDroplets } from './creation/creation.ts'
import * as droplet from './droplet.ts'
import { listFirewalls } from './firewalls.ts'
import { listBackups, listKernels, listSnapshots } from './made_of.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  droplets(app)
  partsOfDroplets(app)
  backupPolicies(app)
}

const droplets: Routes = (app) => {
  app.get('/v2/droplets', {
    config: { op: 'droplets_list', scope: 'droplet:read' },
    schema: {
      summary: 'List Droplets, without those with GPUs unless asked for',
      querystring: schema.ListQuery,
      response: { 200: schema.DropletList },
    },
    handler: (request) => droplet.listDroplets(request.ctx, request.query),
  })
  app.post('/v2/droplets', {
    config: { op: 'droplets_create', scope: 'droplet:create' },
    schema: {
      summary: 'Create a Droplet, or up to ten alike',
      body: schema.CreateDroplet,
      response: { 202: schema.Created },
    },
    handler: async (request, reply) => reply.code(202).send(await createDroplets(request.ctx, request.body)),
  })
  app.delete('/v2/droplets', {
    config: { op: 'droplets_destroy_byTag', scope: ['droplet:delete', 'tag:read'] },
    schema: {
      summary: 'Destroy all Droplets with a tag',
      querystring: schema.ByTag,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await droplet.destroyTagged(request.ctx, request.query.tag_name)
      return reply.code(204).send(null)
    },
  })
  app.get('/v2/droplets/:droplet_id', {
    config: { op: 'droplets_get', scope: 'droplet:read' },
    schema: {
      summary: 'Read a Droplet',
      params: schema.ByDroplet,
      response: { 200: schema.DropletAnswer },
    },
    handler: (request) => droplet.getDroplet(request.ctx, request.params.droplet_id),
  })
  app.delete('/v2/droplets/:droplet_id', {
    config: { op: 'droplets_destroy', scope: 'droplet:delete' },
    schema: { summary: 'Destroy a Droplet', params: schema.ByDroplet, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await droplet.destroyDroplet(request.ctx, request.params.droplet_id)
      return reply.code(204).send(null)
    },
  })
}

const partsOfDroplets: Routes = (app) => {
  app.get('/v2/droplets/:droplet_id/backups', {
    config: { op: 'droplets_list_backups', scope: 'droplet:read' },
    schema: {
      summary: 'List the backups of a Droplet',
      params: schema.ByDroplet,
      querystring: Paging,
      response: { 200: schema.BackupList },
    },
    handler: (request) => listBackups(request.ctx, request.params.droplet_id, request.query),
  })
  app.get('/v2/droplets/:droplet_id/snapshots', {
    config: { op: 'droplets_list_snapshots', scope: 'droplet:read' },
    schema: {
      summary: 'List the snapshots of a Droplet',
      params: schema.ByDroplet,
      querystring: Paging,
      response: { 200: schema.SnapshotList },
    },
    handler: (request) => listSnapshots(request.ctx, request.params.droplet_id, request.query),
  })
  app.get('/v2/droplets/:droplet_id/firewalls', {
    config: { op: 'droplets_list_firewalls', scope: 'firewall:read' },
    schema: {
      summary: 'List the firewalls that a Droplet is behind',
      params: schema.ByDroplet,
      querystring: Paging,
      response: { 200: schema.FirewallList },
    },
    handler: (request) => listFirewalls(request.ctx, request.params.droplet_id, request.query),
  })
  app.get('/v2/droplets/:droplet_id/kernels', {
    config: { op: 'droplets_list_kernels', scope: 'droplet:read' },
    schema: {
      summary: 'List the kernels that a Droplet can be given: none',
      params: schema.ByDroplet,
      querystring: Paging,
      response: { 200: schema.KernelList },
    },
    handler: (request) => listKernels(request.ctx, request.params.droplet_id, request.query),
  })
  app.get('/v2/droplets/:droplet_id/neighbors', {
    config: { op: 'droplets_list_neighbors', scope: 'droplet:read' },
    schema: {
      summary: 'List Droplets on the same hardware: none',
      params: schema.ByDroplet,
      response: { 200: schema.Neighbors },
    },
    handler: (request) => droplet.listNeighbors(request.ctx, request.params.droplet_id),
  })
}

const backupPolicies: Routes = (app) => {
  app.get('/v2/droplets/backups/policies', {
    config: { op: 'droplets_list_backup_policies', scope: 'droplet:read' },
    schema: {
      summary: 'List the backup policies of all Droplets',
      querystring: Paging,
      response: { 200: schema.PolicyList },
    },
    handler: (request) => policy.listPolicies(request.ctx, request.query),
  })
  app.get('/v2/droplets/backups/supported_policies', {
    config: { op: 'droplets_list_supported_backup_policies', scope: 'droplet:read' },
    schema: { summary: 'List the backup plans', response: { 200: schema.SupportedPolicies } },
    handler: async () => policy.supported,
  })
  app.get('/v2/droplets/:droplet_id/backups/policy', {
    config: { op: 'droplets_get_backup_policy', scope: 'droplet:read' },
    schema: {
      summary: 'Read the backup policy of a Droplet',
      params: schema.ByDroplet,
      response: { 200: schema.PolicyAnswer },
    },
    handler: (request) => policy.getPolicy(request.ctx, request.params.droplet_id),
  })
}

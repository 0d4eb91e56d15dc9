import { ActionAnswer, ActionList } from '../../cloud/actions.ts'
import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as schema from './schema.ts'
import * as volume from './volume.ts'
import * as action from './volume_action.ts'
import * as snapshot from './volume_snapshot.ts'

export const routes: Routes = (app) => {
  wholeVolumes(app)
  deletions(app)
  actions(app)
  snapshots(app)
}

const wholeVolumes: Routes = (app) => {
  app.get('/v2/volumes', {
    config: { op: 'volumes_list', scope: 'block_storage:read' },
    schema: {
      summary: 'List volumes, all or those of a name or a region',
      querystring: schema.ListQuery,
      response: { 200: schema.VolumeList },
    },
    handler: (request) => volume.listVolumes(request.ctx, request.query),
  })
  app.post('/v2/volumes', {
    config: { op: 'volumes_create', scope: 'block_storage:create' },
    schema: {
      summary: 'Create a volume, empty or from a snapshot',
      body: schema.CreateVolume,
      response: { 201: schema.VolumeAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await volume.createVolume(request.ctx, request.body)),
  })
  app.get('/v2/volumes/:volume_id', {
    config: { op: 'volumes_get', scope: 'block_storage:read' },
    schema: { summary: 'Read a volume', params: schema.ById, response: { 200: schema.VolumeAnswer } },
    handler: (request) => volume.getVolume(request.ctx, request.params.volume_id),
  })
}

const deletions: Routes = (app) => {
  app.delete('/v2/volumes/:volume_id', {
    config: { op: 'volumes_delete', scope: 'block_storage:delete' },
    schema: { summary: 'Delete a volume', params: schema.ById, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await volume.deleteVolume(request.ctx, request.params.volume_id)
      return reply.code(204).send(null)
    },
  })
  app.delete('/v2/volumes', {
    config: { op: 'volumes_delete_byName', scope: 'block_storage:delete' },
    schema: {
      summary: 'Delete the volume of a name in a region',
      querystring: schema.ByName,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await volume.deleteNamedVolume(request.ctx, request.query)
      return reply.code(204).send(null)
    },
  })
}

const actions: Routes = (app) => {
  app.post('/v2/volumes/actions', {
    config: { op: 'volumeActions_post', scope: 'block_storage_action:create' },
    schema: {
      summary: 'Attach, detach or resize the volume of a name in a region',
      body: schema.ActOnNamedVolume,
      response: { 202: ActionAnswer },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await action.actOnNamedVolume(request.ctx, request.body)),
  })
  app.post('/v2/volumes/:volume_id/actions', {
    config: { op: 'volumeActions_post_byId', scope: 'block_storage_action:create' },
    schema: {
      summary: 'Attach, detach or resize a volume',
      params: schema.ById,
      body: schema.ActOnVolume,
      response: { 202: ActionAnswer },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await action.actOnVolume(request.ctx, request.params.volume_id, request.body)),
  })
  app.get('/v2/volumes/:volume_id/actions', {
    config: { op: 'volumeActions_list', scope: 'block_storage_action:read' },
    schema: {
      summary: 'List what was done to a volume, newest first',
      params: schema.ById,
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: (request) => action.listVolumeActions(request.ctx, request.params.volume_id, request.query),
  })
  app.get('/v2/volumes/:volume_id/actions/:action_id', {
    config: { op: 'volumeActions_get', scope: 'block_storage_action:read' },
    schema: { summary: 'Read an action', params: schema.ByActionId, response: { 200: ActionAnswer } },
    handler: (request) => action.getVolumeAction(request.ctx, request.params),
  })
}

const snapshots: Routes = (app) => {
  app.post('/v2/volumes/:volume_id/snapshots', {
    config: { op: 'volumeSnapshots_create', scope: 'block_storage_snapshot:create' },
    schema: {
      summary: 'Make a snapshot of a volume',
      params: schema.ById,
      body: schema.CreateSnapshot,
      response: { 201: schema.SnapshotAnswer },
    },
    handler: async (request, reply) => {
      const { volume_id } = request.params
      return reply.code(201).send(await snapshot.createSnapshot(request.ctx, volume_id, request.body))
    },
  })
  app.get('/v2/volumes/:volume_id/snapshots', {
    config: { op: 'volumeSnapshots_list', scope: 'block_storage_snapshot:read' },
    schema: {
      summary: 'List the snapshots of a volume',
      params: schema.ById,
      querystring: Paging,
      response: { 200: schema.SnapshotList },
    },
    handler: (request) => snapshot.listSnapshots(request.ctx, request.params.volume_id, request.query),
  })
  app.get('/v2/volumes/snapshots/:snapshot_id', {
    config: { op: 'volumeSnapshots_get_byId', scope: 'block_storage_snapshot:read' },
    schema: {
      summary: 'Read a volume snapshot',
      params: schema.BySnapshotId,
      response: { 200: schema.SnapshotAnswer },
    },
    handler: (request) => snapshot.getSnapshot(request.ctx, request.params.snapshot_id),
  })
  app.delete('/v2/volumes/snapshots/:snapshot_id', {
    config: { op: 'volumeSnapshots_delete_byId', scope: 'block_storage_snapshot:delete' },
    schema: { summary: 'Delete a volume snapshot', params: schema.BySnapshotId, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await snapshot.deleteSnapshot(request.ctx, request.params.snapshot_id)
      return reply.code(204).send(null)
    },
  })
}

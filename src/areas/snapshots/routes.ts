import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import * as schema from './schema.ts'
import { deleteSnapshot, getSnapshot, listSnapshots } from './snapshot.ts'

export const routes: Routes = (app) => {
  app.get('/v2/snapshots', {
    config: { op: 'snapshots_list', scope: 'snapshot:read' },
    schema: {
      summary: 'List the snapshots of Droplets, of volumes, or of both',
      querystring: schema.ListQuery,
      response: { 200: schema.SnapshotList },
    },
    handler: (request) => listSnapshots(request.ctx, request.query),
  })
  app.get('/v2/snapshots/:snapshot_id', {
    config: { op: 'snapshots_get', scope: ['snapshot:read', 'block_storage_snapshot:read'] },
    schema: { summary: 'Read a snapshot', params: schema.ById, response: { 200: schema.SnapshotAnswer } },
    handler: (request) => getSnapshot(request.ctx, request.params.snapshot_id),
  })
  app.delete('/v2/snapshots/:snapshot_id', {
    config: { op: 'snapshots_delete', scope: ['image:delete', 'snapshot:delete'] },
    schema: { summary: 'Delete a snapshot', params: schema.ById, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await deleteSnapshot(request.ctx, request.params.snapshot_id)
      return reply.code(204).send(null)
    },
  })
}

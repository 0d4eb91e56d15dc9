import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import * as schema from './schema.ts'
import * as spaces_key from './spaces_key.ts'

export const routes: Routes = (app) => {
  app.get('/v2/spaces/keys', {
    config: { op: 'spacesKey_list', scope: 'spaces_key:read' },
    schema: {
      summary: 'List Spaces access keys',
      querystring: schema.ListQuery,
      response: { 200: schema.KeyList },
    },
    handler: (request) => spaces_key.listKeys(request.ctx, request.query),
  })
  app.post('/v2/spaces/keys', {
    config: { op: 'spacesKey_create', scope: 'spaces_key:create_credentials' },
    schema: {
      summary: 'Create a Spaces access key; its secret is shown this once',
      body: schema.CreateKey,
      response: { 201: schema.NewKeyAnswer },
    },
    handler: async (request, reply) => {
      return reply.code(201).send(await spaces_key.createKey(request.ctx, request.body))
    },
  })
  singleKeys(app)
}

const singleKeys: Routes = (app) => {
  app.get('/v2/spaces/keys/:access_key', {
    config: { op: 'spacesKey_get', scope: 'spaces_key:read' },
    schema: {
      summary: 'Read a Spaces access key, without its secret',
      params: schema.ByAccessKey,
      response: { 200: schema.ReadKeyAnswer },
    },
    handler: (request) => spaces_key.readKey(request.ctx, request.params.access_key),
  })
  app.put('/v2/spaces/keys/:access_key', {
    config: { op: 'spacesKey_update', scope: 'spaces_key:update' },
    schema: {
      summary: 'Rename a Spaces access key, and replace its grants',
      params: schema.ByAccessKey,
      body: schema.UpdateKey,
      response: { 200: schema.KeyAnswer },
    },
    handler: (request) => spaces_key.updateKey(request.ctx, request.params.access_key, request.body),
  })
  app.patch('/v2/spaces/keys/:access_key', {
    config: { op: 'spacesKey_patch', scope: 'spaces_key:update' },
    schema: {
      summary: 'Change the name or the grants of a Spaces access key',
      params: schema.ByAccessKey,
      body: schema.PatchKey,
      response: { 200: schema.KeyAnswer },
    },
    handler: (request) => spaces_key.updateKey(request.ctx, request.params.access_key, request.body),
  })
  app.delete('/v2/spaces/keys/:access_key', {
    config: { op: 'spacesKey_delete', scope: 'spaces_key:delete' },
    schema: {
      summary: 'Delete a Spaces access key',
      params: schema.ByAccessKey,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await spaces_key.deleteKey(request.ctx, request.params.access_key)
      return reply.code(204).send(null)
    },
  })
}

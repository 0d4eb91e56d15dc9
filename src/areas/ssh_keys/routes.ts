import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as schema from './schema.ts'
import * as ssh_key from './ssh_key.ts'

export const routes: Routes = (app) => {
  app.get('/v2/account/keys', {
    config: { op: 'sshKeys_list', scope: 'ssh_key:read' },
    schema: { summary: 'List SSH keys', querystring: Paging, response: { 200: schema.SshKeyList } },
    handler: (request) => ssh_key.listSshKeys(request.ctx, request.query),
  })
  app.post('/v2/account/keys', {
    config: { op: 'sshKeys_create', scope: 'ssh_key:create' },
    schema: { summary: 'Add an SSH key', body: schema.CreateSshKey, response: { 201: schema.SshKeyAnswer } },
    handler: async (request, reply) => {
      return reply.code(201).send(await ssh_key.createSshKey(request.ctx, request.body))
    },
  })
  app.get('/v2/account/keys/:ssh_key_identifier', {
    config: { op: 'sshKeys_get', scope: 'ssh_key:read' },
    schema: {
      summary: 'Read an SSH key, by its id or fingerprint',
      params: schema.BySshKey,
      response: { 200: schema.SshKeyAnswer },
    },
    handler: (request) => ssh_key.readSshKey(request.ctx, request.params.ssh_key_identifier),
  })
  app.put('/v2/account/keys/:ssh_key_identifier', {
    config: { op: 'sshKeys_update', scope: 'ssh_key:update' },
    schema: {
      summary: 'Rename an SSH key',
      params: schema.BySshKey,
      body: schema.UpdateSshKey,
      response: { 200: schema.SshKeyAnswer },
    },
    handler: (request) =>
      ssh_key.renameSshKey(request.ctx, request.params.ssh_key_identifier, request.body.name),
  })
  app.delete('/v2/account/keys/:ssh_key_identifier', {
    config: { op: 'sshKeys_delete', scope: 'ssh_key:delete' },
    schema: { summary: 'Delete an SSH key', params: schema.BySshKey, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await ssh_key.deleteSshKey(request.ctx, request.params.ssh_key_identifier)
      return reply.code(204).send(null)
    },
  })
}

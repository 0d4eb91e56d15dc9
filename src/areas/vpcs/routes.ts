import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { listMembers } from './member.ts'
import * as schema from './schema.ts'
import * as vpc from './vpc.ts'

export const routes: Routes = (app) => {
  app.get('/v2/vpcs', {
    config: { op: 'vpcs_list', scope: 'vpc:read' },
    schema: { summary: 'List VPCs', querystring: Paging, response: { 200: schema.VpcList } },
    handler: (request) => vpc.listVpcs(request.ctx, request.query),
  })
  app.post('/v2/vpcs', {
    config: { op: 'vpcs_create', scope: 'vpc:create' },
    schema: { summary: 'Create a VPC', body: schema.CreateVpc, response: { 201: schema.VpcAnswer } },
    handler: async (request, reply) => reply.code(201).send(await vpc.createVpc(request.ctx, request.body)),
  })
  app.get('/v2/vpcs/:vpc_id', {
    config: { op: 'vpcs_get', scope: 'vpc:read' },
    schema: { summary: 'Read a VPC', params: schema.ByVpc, response: { 200: schema.VpcAnswer } },
    handler: (request) => vpc.getVpc(request.ctx, request.params.vpc_id),
  })
  app.put('/v2/vpcs/:vpc_id', {
    config: { op: 'vpcs_update', scope: 'vpc:update' },
    schema: {
      summary: 'Replace name and description of a VPC, or make it the default of its region',
      params: schema.ByVpc,
      body: schema.ChangeVpc,
      response: { 200: schema.VpcAnswer },
    },
    handler: (request) => vpc.updateVpc(request.ctx, request.params.vpc_id, request.body),
  })
  app.patch('/v2/vpcs/:vpc_id', {
    config: { op: 'vpcs_patch', scope: 'vpc:update' },
    schema: {
      summary: 'Change what is given of a VPC',
      params: schema.ByVpc,
      body: schema.ChangeVpc,
      response: { 200: schema.VpcAnswer },
    },
    handler: (request) => vpc.patchVpc(request.ctx, request.params.vpc_id, request.body),
  })
  app.delete('/v2/vpcs/:vpc_id', {
    config: { op: 'vpcs_delete', scope: 'vpc:delete' },
    schema: {
      summary: 'Delete a VPC that nothing lies in',
      params: schema.ByVpc,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await vpc.deleteVpc(request.ctx, request.params.vpc_id)
      return reply.code(204).send(null)
    },
  })
  app.get('/v2/vpcs/:vpc_id/members', {
    config: { op: 'vpcs_list_members', scope: 'vpc:read' },
    schema: {
      summary: 'List what lies in a VPC',
      params: schema.ByVpc,
      querystring: schema.MembersQuery,
      response: { 200: schema.MemberList },
    },
    handler: (request) => listMembers(request.ctx, request.params.vpc_id, request.query),
  })
}

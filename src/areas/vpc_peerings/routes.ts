import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as peering from './peering.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  allPeerings(app)
  peeringsOfVpc(app)
}

const allPeerings: Routes = (app) => {
  app.get('/v2/vpc_peerings', {
    config: { op: 'vpcPeerings_list', scope: 'vpc_peering:read' },
    schema: {
      summary: 'List VPC peerings',
      querystring: schema.ListQuery,
      response: { 200: schema.PeeringList },
    },
    handler: (request) => peering.listPeerings(request.ctx, request.query),
  })
  app.post('/v2/vpc_peerings', {
    config: { op: 'vpcPeerings_create', scope: 'vpc_peering:create' },
    schema: { summary: 'Peer two VPCs', body: schema.CreatePeering, response: { 202: schema.PeeringAnswer } },
    handler: async (request, reply) => {
      const vpc_peering = await peering.createPeering(request.ctx, request.body)
      return reply.code(202).send({ vpc_peering })
    },
  })
  app.get('/v2/vpc_peerings/:vpc_peering_id', {
    config: { op: 'vpcPeerings_get', scope: 'vpc_peering:read' },
    schema: { summary: 'Read a VPC peering', params: schema.ById, response: { 200: schema.PeeringAnswer } },
    handler: async (request) => ({
      vpc_peering: await peering.getPeering(request.ctx, request.params.vpc_peering_id),
    }),
  })
  app.patch('/v2/vpc_peerings/:vpc_peering_id', {
    config: { op: 'vpcPeerings_patch', scope: 'vpc_peering:update' },
    schema: {
      summary: 'Rename a VPC peering',
      params: schema.ById,
      body: schema.RenamePeering,
      response: { 200: schema.PeeringAnswer },
    },
    handler: async (request) => ({
      vpc_peering: await peering.renamePeering(request.ctx, request.params.vpc_peering_id, request.body),
    }),
  })
  app.delete('/v2/vpc_peerings/:vpc_peering_id', {
    config: { op: 'vpcPeerings_delete', scope: 'vpc_peering:delete' },
    schema: { summary: 'Delete a VPC peering', params: schema.ById, response: { 202: schema.PeeringAnswer } },
    handler: async (request, reply) => {
      const vpc_peering = await peering.deletePeering(request.ctx, request.params.vpc_peering_id)
      return reply.code(202).send({ vpc_peering })
    },
  })
}

const peeringsOfVpc: Routes = (app) => {
  app.get('/v2/vpcs/:vpc_id/peerings', {
    config: { op: 'vpcs_list_peerings', scope: 'vpc_peering:read' },
    schema: {
      summary: 'List the peerings of a VPC',
      params: schema.ByVpc,
      querystring: Paging,
      response: { 200: schema.InVpcList },
    },
    handler: (request) => peering.listOfVpc(request.ctx, request.params.vpc_id, request.query),
  })
  app.post('/v2/vpcs/:vpc_id/peerings', {
    config: { op: 'vpcs_create_peerings', scope: 'vpc_peering:create' },
    schema: {
      summary: 'Peer a VPC with another',
      params: schema.ByVpc,
      body: schema.CreateInVpc,
      response: { 202: schema.InVpcAnswer },
    },
    handler: async (request, reply) => {
      const created = await peering.createInVpc(request.ctx, request.params.vpc_id, request.body)
      return reply.code(202).send({ peering: created })
    },
  })
  app.patch('/v2/vpcs/:vpc_id/peerings/:vpc_peering_id', {
    config: { op: 'vpcs_patch_peerings', scope: 'vpc_peering:update' },
    schema: {
      summary: 'Rename a peering of a VPC',
      params: schema.ByVpcAndId,
      body: schema.RenamePeering,
      response: { 200: schema.InVpcAnswer },
    },
    handler: async ({ ctx, params, body }) => ({
      peering: await peering.renamePeering(ctx, params.vpc_peering_id, { ...body, vpc_id: params.vpc_id }),
    }),
  })
}

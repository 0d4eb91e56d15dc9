import { ActionList } from '../../cloud/actions.ts'
import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as transfer from './account_transfer.ts'
import * as action from './action.ts'
import { createCustomImage } from './custom.ts'
import * as image from './image.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  wholeImages(app)
  imageActions(app)
  accountTransfers(app)
}

const wholeImages: Routes = (app) => {
  app.get('/v2/images', {
    config: { op: 'images_list', scope: 'image:read' },
    schema: {
      summary: 'List public images and those of the account',
      querystring: schema.ListQuery,
      response: { 200: schema.ImageList },
    },
    handler: (request) => image.listImages(request.ctx, request.query),
  })
  app.post('/v2/images', {
    config: { op: 'images_create_custom', scope: 'image:create' },
    schema: {
      summary: 'Create a custom image',
      body: schema.CreateImage,
      response: { 202: schema.ImageAnswer },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await createCustomImage(request.ctx, request.body)),
  })
  app.get('/v2/images/:image_id', {
    config: { op: 'images_get', scope: 'image:read' },
    schema: {
      summary: 'Read an image, by its id or slug',
      params: schema.ByIdOrSlug,
      response: { 200: schema.ImageAnswer },
    },
    handler: (request) => image.getImage(request.ctx, request.params.image_id),
  })
  app.put('/v2/images/:image_id', {
    config: { op: 'images_update', scope: 'image:update' },
    schema: {
      summary: 'Rename an image, or describe a custom one anew',
      params: schema.ById,
      body: schema.UpdateImage,
      response: { 200: schema.ImageAnswer },
    },
    handler: (request) => image.updateImage(request.ctx, request.params.image_id, request.body),
  })
  app.delete('/v2/images/:image_id', {
    config: { op: 'images_delete', scope: 'image:delete' },
    schema: { summary: 'Delete an image', params: schema.ById, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await image.deleteImage(request.ctx, request.params.image_id)
      return reply.code(204).send(null)
    },
  })
}

const imageActions: Routes = (app) => {
  app.get('/v2/images/:image_id/actions', {
    config: { op: 'imageActions_list', scope: 'image:read' },
    schema: {
      summary: 'List what was done to an image',
      params: schema.ById,
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: (request) => action.listImageActions(request.ctx, request.params.image_id, request.query),
  })
  app.post('/v2/images/:image_id/actions', {
    config: { op: 'imageActions_post', scope: 'image:update' },
    schema: {
      summary: 'Copy an image to another region, or make a snapshot of a backup',
      params: schema.ById,
      body: schema.ImageAction,
      response: { 201: schema.ImageActionAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await action.startImageAction(request.ctx, request.params.image_id, request.body)),
  })
  app.get('/v2/images/:image_id/actions/:action_id', {
    config: { op: 'imageActions_get', scope: 'image:read' },
    schema: {
      summary: 'Read how far something done to an image is',
      params: schema.ByActionId,
      response: { 200: schema.ImageActionAnswer },
    },
    handler: (request) => action.getImageAction(request.ctx, request.params),
  })
}

const accountTransfers: Routes = (app) => {
  app.post('/v2/images/:image_id/account_transfer', {
    config: { op: 'images_post_account_transfer_create', scope: ['image:update', 'image:delete'] },
    schema: {
      summary: 'Offer a snapshot to another account',
      params: schema.ById,
      body: schema.CreateTransfer,
      response: { 201: schema.TransferAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await transfer.offerImage(request.ctx, request.params.image_id, request.body)),
  })
  app.post('/v2/images/:image_id/account_transfer/accept', {
    config: { op: 'images_post_account_transfer_accept', scope: 'image:create' },
    schema: {
      summary: 'Accept a snapshot of another account',
      params: schema.ById,
      body: schema.AcceptTransfer,
      response: { 201: schema.NoBody },
    },
    handler: async (request, reply) => {
      await transfer.acceptTransfer(request.ctx, request.params.image_id, request.body)
      return reply.code(201).send(undefined)
    },
  })
  app.post('/v2/images/:image_id/account_transfer/cancel', {
    config: { op: 'images_post_account_transfer_cancel', scope: 'image:update' },
    schema: {
      summary: 'Take an offered snapshot back',
      params: schema.ById,
      body: schema.EndTransfer,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await transfer.cancelTransfer(request.ctx, { ...request.params, ...request.body })
      return reply.code(204).send(null)
    },
  })
  app.post('/v2/images/:image_id/account_transfer/decline', {
    config: { op: 'images_post_account_transfer_decline', scope: 'image:create' },
    schema: {
      summary: 'Decline a snapshot of another account',
      params: schema.ById,
      body: schema.EndTransfer,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await transfer.declineTransfer(request.ctx, { ...request.params, ...request.body })
      return reply.code(204).send(null)
    },
  })
}

import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { SizeList } from './schema.ts'
import { listSizes } from './size.ts'

export const routes: Routes = (app) => {
  app.get('/v2/sizes', {
    config: { op: 'sizes_list', scope: ['sizes:read', 'regions:read'] },
    schema: { summary: 'List Droplet sizes', querystring: Paging, response: { 200: SizeList } },
    handler: (request) => listSizes(request.ctx, request.query),
  })
}

import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { listRegions } from './region.ts'
import { RegionList } from './schema.ts'

export const routes: Routes = (app) => {
  app.get('/v2/regions', {
    config: { op: 'regions_list', scope: 'regions:read' },
    schema: { summary: 'List regions', querystring: Paging, response: { 200: RegionList } },
    handler: (request) => listRegions(request.ctx, request.query),
  })
}

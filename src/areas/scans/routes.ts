import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { listAffected } from './findings.ts'
import { ownRoutes } from './own/routes.ts'
import * as scan from './scan.ts'
import * as schema from './schema.ts'
import { settingsRoutes } from './settings/routes.ts'

const SCANS = '/v2/security/scans'

export const routes: Routes = (app) => {
  app.get(SCANS, {
    config: { op: 'security_list_scans', scope: 'security:read' },
    schema: { summary: 'List posture scans', querystring: Paging, response: { 200: schema.ScanList } },
    handler: (request) => scan.listScans(request.ctx, request.query),
  })
  app.post(SCANS, {
    config: { op: 'security_create_scan', scope: 'security:create' },
    schema: {
      summary: 'Start a posture scan',
      body: schema.CreateScan,
      response: { 201: schema.CreatedScan },
    },
    handler: async (request, reply) => reply.code(201).send(await scan.createScan(request.ctx)),
  })
  app.get(`${SCANS}/latest`, {
    config: { op: 'security_get_latest_scan', scope: 'security:read' },
    schema: {
      summary: 'Read the newest posture scan',
      querystring: schema.FindingFilter,
      response: { 200: schema.ScanAnswer },
    },
    handler: (request) => scan.readLatestScan(request.ctx, request.query),
  })
  app.get(`${SCANS}/:scan_id`, {
    config: { op: 'security_get_scan', scope: 'security:read' },
    schema: {
      summary: 'Read a posture scan',
      params: schema.ByScan,
      querystring: schema.FindingFilter,
      response: { 200: schema.ScanAnswer },
    },
    handler: (request) => scan.readScan(request.ctx, request.params.scan_id, request.query),
  })
  app.get(`${SCANS}/:scan_id/findings/:finding_uuid/affected_resources`, {
    config: { op: 'security_list_scan_finding_affected_resources', scope: 'security:read' },
    schema: {
      summary: 'List what a finding is about',
      params: schema.ByFinding,
      querystring: Paging,
      response: { 200: schema.AffectedList },
    },
    handler: (request) => listAffected(request.ctx, request.params, request.query),
  })
  settingsRoutes(app)
  ownRoutes(app)
}

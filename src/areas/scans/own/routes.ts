// What the public API lacks, in its own style.
import type { Routes } from '../../../kernel/http/http.ts'
import { Paging } from '../../../kernel/paging.ts'
import { ByScan } from '../schema.ts'
import { listRules } from './catalogue.ts'
import { compareScans, listScores } from './comparing.ts'
import * as own from './schema.ts'

export const ownRoutes: Routes = (app) => {
  app.get('/v2/security/rules', {
    config: { op: 'security_list_rules', scope: 'security:read' },
    schema: {
      summary: 'List the rules of posture scans',
      querystring: own.RuleFilter,
      response: { 200: own.RuleList },
    },
    handler: (request) => listRules(request.ctx, request.query),
  })
  app.get('/v2/security/scores', {
    config: { op: 'security_list_scores', scope: 'security:read' },
    schema: {
      summary: 'List the scores of posture scans',
      querystring: Paging,
      response: { 200: own.ScoreList },
    },
    handler: (request) => listScores(request.ctx, request.query),
  })
  app.get('/v2/security/scans/:scan_id/changes', {
    config: { op: 'security_list_scan_changes', scope: 'security:read' },
    schema: {
      summary: 'Compare a posture scan with one before it',
      params: ByScan,
      querystring: own.Comparing,
      response: { 200: own.Comparison },
    },
    handler: (request) => compareScans(request.ctx, request.params.scan_id, request.query.since),
  })
}

// What the public API lacks, in its own style.
import { Nothing } from '../../../cloud/wire.ts'
import type { Routes } from '../../../kernel/http/http.ts'
import { Paging } from '../../../kernel/paging.ts'
import { ByScan } from '../schema.ts'
import { deleteScanRule, listScanRules } from '../settings/settings.ts'
import { listRules } from './catalogue.ts'
import { compareScans, listScores } from './comparing.ts'
import * as own from './schema.ts'

// Not beside the operation that makes one: there the public API would take `rules` for the id of a scan.
const SCAN_RULES = '/v2/security/settings/scan_rules'

export const ownRoutes: Routes = async (app) => {
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
  app.get(SCAN_RULES, {
    config: { op: 'security_list_scan_rules', scope: 'security:read' },
    schema: {
      summary: 'List what scans leave out',
      querystring: Paging,
      response: { 200: own.ScanRuleList },
    },
    handler: (request) => listScanRules(request.ctx, request.query),
  })
  app.delete(`${SCAN_RULES}/:rule_id`, {
    config: { op: 'security_delete_scan_rule', scope: 'security:delete' },
    schema: {
      summary: 'Let scans look at a resource again',
      params: own.ByExclusion,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await deleteScanRule(request.ctx, request.params.rule_id)
      return reply.code(204).send(null)
    },
  })
}

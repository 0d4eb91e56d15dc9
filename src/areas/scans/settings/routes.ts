import { Nothing } from '../../../cloud/wire.ts'
import type { Routes } from '../../../kernel/http/http.ts'
import { Paging } from '../../../kernel/paging.ts'
import * as schema from '../schema.ts'
import { updatePlan } from './plan.ts'
import * as scanRules from './schema.ts'
import * as settings from './settings.ts'

const SCANS = '/v2/security/scans'
const SETTINGS = '/v2/security/settings'

export const settingsRoutes: Routes = (app) => {
  app.post(`${SCANS}/rules`, {
    config: { op: 'security_create_scan_rule', scope: 'security:create' },
    schema: {
      summary: 'Leave a resource out of later scans',
      body: schema.CreateScanRule,
      response: { 201: schema.Empty },
    },
    handler: async (request, reply) => {
      await settings.createScanRule(request.ctx, request.body)
      return reply.code(201).send(undefined)
    },
  })
  app.get(SETTINGS, {
    config: { op: 'security_list_settings', scope: 'security:read' },
    schema: {
      summary: 'Read the settings of posture scans',
      querystring: Paging,
      response: { 200: schema.SettingsAnswer },
    },
    handler: (request) => settings.readSettings(request.ctx, request.query),
  })
  app.put(`${SETTINGS}/plan`, {
    config: { op: 'security_update_settings_plan', scope: 'security:update' },
    schema: {
      summary: 'Choose the workloads that are looked into',
      body: schema.UpdatePlan,
      response: { 200: schema.PlanAnswer },
    },
    handler: (request) => updatePlan(request.ctx, request.body),
  })
  app.post(`${SETTINGS}/suppressions`, {
    config: { op: 'security_create_suppression', scope: 'security:create' },
    schema: {
      summary: 'Suppress findings of a rule',
      body: schema.CreateSuppression,
      response: { 201: schema.Suppressions },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await settings.createSuppression(request.ctx, request.body)),
  })
  app.delete(`${SETTINGS}/suppressions/:suppression_uuid`, {
    config: { op: 'security_delete_suppression', scope: 'security:delete' },
    schema: {
      summary: 'End a suppression',
      params: schema.BySuppression,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await settings.deleteSuppression(request.ctx, request.params.suppression_uuid)
      return reply.code(204).send(null)
    },
  })
  scanRuleRoutes(app)
}

// Of our own; not beside the operation that makes one, where the public API would take `rules` for the id of a scan.
const SCAN_RULES = `${SETTINGS}/scan_rules`

const scanRuleRoutes: Routes = (app) => {
  app.get(SCAN_RULES, {
    config: { op: 'security_list_scan_rules', scope: 'security:read' },
    schema: {
      summary: 'List what scans leave out',
      querystring: Paging,
      response: { 200: scanRules.ScanRuleList },
    },
    handler: (request) => settings.listScanRules(request.ctx, request.query),
  })
  app.delete(`${SCAN_RULES}/:rule_id`, {
    config: { op: 'security_delete_scan_rule', scope: 'security:delete' },
    schema: {
      summary: 'Let scans look at a resource again',
      params: scanRules.ByExclusion,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await settings.deleteScanRule(request.ctx, request.params.rule_id)
      return reply.code(204).send(null)
    },
  })
}

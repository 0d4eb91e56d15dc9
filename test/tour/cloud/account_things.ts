// What an account has besides its machines: tags, projects, keys, and the list of all actions.
import { startAction } from '../../../src/engine/action.ts'
import { Documents } from '../../../src/store/documents/documents.ts'
import { link } from '../../../src/store/documents/links.ts'
import type { Harness } from '../../harness.ts'
import type { TourPart } from '../tour.ts'

const KEYS = '/v2/account/keys'
const SPACES_KEYS = '/v2/spaces/keys'
const PROJECTS = '/v2/projects'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const FIRST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGaOG0hR7dB3jPtjBtTNtqTXbqhQpc9Uzo8Tn/rTPydu'
const SECOND_KEY =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJm4/hXOC0h4YUxWZT9AeNXNODToUGBwA+m4PkxxT2L+tntVnflH2uedOQE+VMIH+2VIMLDFWOIaykTnvpiUiHY='

const project = { name: 'tour', purpose: 'IoT', description: '', environment: 'Staging', is_default: false }

export const account_things: TourPart = {
  async prepare(t) {
    const ssh_key = await t.call(`POST ${KEYS}`, { name: 'tour', public_key: FIRST_KEY })
    const spaces_key = await t.call(`POST ${SPACES_KEYS}`, { name: 'tour' })
    const empty = await t.call(`POST ${PROJECTS}`, { name: 'empty', purpose: 'IoT' })
    const full = await t.call(`POST ${PROJECTS}`, { name: 'full', purpose: 'IoT' })
    await t.call('POST /v2/tags', { name: 'tour' })
    await fill(t, full.body.project.id)
    return {
      ssh_key_id: String(ssh_key.body.ssh_key.id),
      access_key: spaces_key.body.key.access_key,
      project_id: empty.body.project.id,
      full_project_id: full.body.project.id,
      action_id: await act(t),
    }
  },
  stops: {
    sshKeys_list: { ok: [`GET ${KEYS}`] },
    sshKeys_create: { ok: [`POST ${KEYS}`, { name: 'other', public_key: SECOND_KEY }] },
    sshKeys_get: { ok: [`GET ${KEYS}/{ssh_key_id}`], gone: [`GET ${KEYS}/99999`] },
    sshKeys_update: {
      ok: [`PUT ${KEYS}/{ssh_key_id}`, { name: 'renamed' }],
      gone: [`PUT ${KEYS}/99999`, { name: 'renamed' }],
    },
    sshKeys_delete: { ok: [`DELETE ${KEYS}/{ssh_key_id}`], gone: [`DELETE ${KEYS}/99999`] },
    actions_list: { ok: ['GET /v2/actions'] },
    actions_get: { ok: ['GET /v2/actions/{action_id}'], gone: ['GET /v2/actions/99999'] },
    tags_list: { ok: ['GET /v2/tags'] },
    tags_create: { ok: ['POST /v2/tags', { name: 'other' }], invalid: ['POST /v2/tags', { name: 'a b' }] },
    tags_get: { ok: ['GET /v2/tags/tour'], gone: ['GET /v2/tags/none'] },
    tags_assign_resources: {
      ok: ['POST /v2/tags/tour/resources', { resources: [] }],
      gone: ['POST /v2/tags/none/resources', { resources: [] }],
    },
    tags_unassign_resources: {
      ok: ['DELETE /v2/tags/tour/resources', { resources: [] }],
      gone: ['DELETE /v2/tags/none/resources', { resources: [] }],
    },
    tags_delete: { ok: ['DELETE /v2/tags/tour'], gone: ['DELETE /v2/tags/none'] },
    ...projectStops(),
    ...spacesKeyStops(),
  },
}

function projectStops(): TourPart['stops'] {
  const one = `${PROJECTS}/{project_id}` as const
  const none = `${PROJECTS}/${NOBODY}` as const
  const usual = `${PROJECTS}/default` as const
  const renamed = { ...project, name: 'renamed' }
  const never = { 404: 'an account always has a default project' }
  return {
    projects_list: { ok: [`GET ${PROJECTS}`] },
    projects_create: { ok: [`POST ${PROJECTS}`, project] },
    projects_get_default: { ok: [`GET ${usual}`], never },
    projects_update_default: { ok: [`PUT ${usual}`, { ...project, name: 'main', is_default: true }], never },
    projects_patch_default: { ok: [`PATCH ${usual}`, { description: 'main' }], never },
    projects_list_resources_default: { ok: [`GET ${usual}/resources`], never },
    projects_assign_resources_default: { ok: [`POST ${usual}/resources`, { resources: [] }], never },
    projects_get: { ok: [`GET ${one}`], gone: [`GET ${none}`] },
    projects_update: { ok: [`PUT ${one}`, renamed], gone: [`PUT ${none}`, renamed] },
    projects_patch: { ok: [`PATCH ${one}`, { name: 'again' }], gone: [`PATCH ${none}`, { name: 'again' }] },
    projects_list_resources: { ok: [`GET ${one}/resources`], gone: [`GET ${none}/resources`] },
    projects_assign_resources: {
      ok: [`POST ${one}/resources`, { resources: [] }],
      gone: [`POST ${none}/resources`, { resources: [] }],
    },
    projects_delete: {
      ok: [`DELETE ${one}`],
      gone: [`DELETE ${none}`],
      also: [[`DELETE ${PROJECTS}/{full_project_id}`]],
    },
  }
}

function spacesKeyStops(): TourPart['stops'] {
  const one = `${SPACES_KEYS}/{access_key}` as const
  const none = `${SPACES_KEYS}/DO00000000000000000X` as const
  const grants = [{ bucket: 'photos', permission: 'read' }]
  const wrong = { name: 'wrong', grants: [{ bucket: '', permission: 'read' }] }
  return {
    spacesKey_list: { ok: [`GET ${SPACES_KEYS}`] },
    spacesKey_create: {
      ok: [`POST ${SPACES_KEYS}`, { name: 'other', grants }],
      invalid: [`POST ${SPACES_KEYS}`, wrong],
    },
    spacesKey_get: { ok: [`GET ${one}`], gone: [`GET ${none}`] },
    spacesKey_update: {
      ok: [`PUT ${one}`, { name: 'renamed', grants }],
      invalid: [`PUT ${one}`, wrong],
      gone: [`PUT ${none}`, { name: 'renamed', grants }],
    },
    spacesKey_patch: {
      ok: [`PATCH ${one}`, { name: 'again' }],
      invalid: [`PATCH ${one}`, wrong],
      gone: [`PATCH ${none}`, { name: 'again' }],
    },
    spacesKey_delete: { ok: [`DELETE ${one}`], gone: [`DELETE ${none}`] },
  }
}

/** With a document that no area keeps: a project that holds something is not deleted, whatever it is. */
function fill({ account, deps }: Harness, project_id: string): Promise<boolean> {
  const created_at = deps.now().toISOString()
  const to = { kind: 'nothing', id: 'anything' }
  return deps.main.database.transact(async (tx) => {
    await new Documents(to.kind).insert(tx, { account, id: to.id, name: to.id, created_at, body: {} })
    return link(tx, { account, from: { kind: 'project', id: project_id }, to }, created_at)
  })
}

async function act({ account, deps }: Harness): Promise<string> {
  const kind = { resource_type: 'nothing', type: 'tour', steps: [] }
  const wanted = { account, resource_id: '1', region: 'nyc3', input: {} }
  const { id } = await deps.main.database.transact((tx) => startAction(deps, tx, kind, wanted))
  return id
}

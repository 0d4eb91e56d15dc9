// The HTML report as a reader has it: in a browser, from a file, without a network.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { htmlReport } from '../../src/posture/report/html/page.ts'
import { exampleResult, HOSTILE_NAMES } from '../posture/example_result.ts'
import { findChromium, openPage, type Page } from './chromium.ts'

const program = findChromium()
const skip = program === undefined && 'there is no Chromium here; name one with CHROMIUM'
const folder = mkdtempSync(join(tmpdir(), 'rockpool-report-'))
after(() => rmSync(folder, { recursive: true, force: true }))

async function openReport(names?: string[]): Promise<Page> {
  const file = join(folder, 'report.html')
  writeFileSync(file, htmlReport(await exampleResult(names)))
  return openPage(program as string, pathToFileURL(file).href)
}

const SHOWN = `[...document.querySelectorAll('.group[data-severity]')].filter((it) => it.offsetParent).map((it) => it.querySelector('.id').textContent)`
const click = (severity: string) => `document.querySelector('button[data-severity="${severity}"]').click()`
const type = (text: string) =>
  `{ const it = document.querySelector('input'); it.value = ${JSON.stringify(text)}; it.dispatchEvent(new Event('input')) }`

test('it loads nothing but itself, and neither fails nor complains', { skip }, async () => {
  await using page = await openReport()
  await page.evaluate(`document.querySelectorAll('details').forEach((it) => { it.open = true })`)
  assert.deepEqual(page.requests, [pathToFileURL(join(folder, 'report.html')).href])
  assert.deepEqual(page.complaints, [])
})

test('the policy refuses what a name would like to run or load', { skip }, async () => {
  await using page = await openReport()
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/x' }))`,
  )
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))`,
  )
  assert.equal(await page.evaluate('window.ran === undefined'), true)
  assert.match(page.complaints.join('\n'), /Content Security Policy/)
})

test('names are shown as they are written, and are nothing else', { skip }, async () => {
  await using page = await openReport()
  const names = await page.evaluate<string[]>(
    `[...document.querySelectorAll('tr[data-severity="medium"] td:first-child')].map((it) => it.firstChild.data)`,
  )
  for (const name of HOSTILE_NAMES.filter((it) => /^[\u0020-\u007e]+$/.test(it)))
    assert.ok(names.includes(name), name)
  assert.equal(await page.evaluate(`document.querySelectorAll('img, b:not(.legend b), table a').length`), 0)
})

test('the filter works by severity and by text, and tells how many are shown', { skip }, async () => {
  await using page = await openReport()
  const shown = () => page.evaluate<string>(`document.querySelector('.shown').textContent`)
  assert.equal((await page.evaluate<string[]>(SHOWN)).length, 5)
  await page.evaluate(click('low'))
  await page.evaluate(click('medium'))
  assert.deepEqual(await page.evaluate(SHOWN), ['database-open-to-all', 'firewall-lets-all-in'])
  assert.equal(await shown(), '3 findings shown')
  await page.evaluate(type('Firewall OFFICE'))
  assert.deepEqual(await page.evaluate(SHOWN), ['firewall-lets-all-in'])
  assert.equal(await shown(), '1 finding shown')
  await page.evaluate(click('low'))
  await page.evaluate(type('example.com'))
  assert.deepEqual(await page.evaluate(SHOWN), ['domain-without-caa'])
  await page.evaluate(type('no such thing'))
  assert.deepEqual(await page.evaluate(SHOWN), [])
  await page.evaluate(type(''))
  await page.evaluate(click('medium'))
  assert.equal(await shown(), '13 findings shown')
})

test('nothing is cut off on a wide or a narrow screen, and on paper all is open', { skip }, async () => {
  await using page = await openReport()
  const overflow = `document.documentElement.scrollWidth - document.documentElement.clientWidth`
  for (const width of [360, 800, 1400]) {
    await page.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    })
    assert.ok((await page.evaluate<number>(overflow)) <= 0, `${width} pixels`)
  }
  const { data } = await page.send('Page.printToPDF', {})
  assert.ok(String(data).length > 10_000)
  assert.equal(await page.evaluate(`document.querySelectorAll('details:not([open])').length`), 0)
})

test('five thousand findings are filtered without a wait', { skip }, async () => {
  await using page = await openReport(Array.from({ length: 5000 }, (_, at) => `web-${at}`))
  const started = performance.now()
  await page.evaluate(type('web-4999'))
  assert.ok(performance.now() - started < 3000)
  assert.equal(await page.evaluate(`document.querySelector('.shown').textContent`), '1 finding shown')
})

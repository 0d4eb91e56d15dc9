// The command that looks for what is set up dangerously.
import { type Command, Option } from 'commander'
import { subcommand } from './define.ts'

// Written out here, so that --help need not load the rules.
const SEVERITIES = ['critical', 'high', 'medium', 'low']
const FORMATS = 'table, json, sarif, ocsf, csv, junit, markdown or html'

export function defineScanCommand(program: Command): void {
  const scan = subcommand(program, {
    name: 'scan',
    summary: 'Look for what is set up dangerously: on this server, in a real account, in a Terraform plan',
    details: [
      'Reads what there is through the API, and changes nothing: it only ever sends GET. Without an option it asks the server of ROCKPOOL_URL with the token that rockpool secrets would use. --account asks the public API with DIGITALOCEAN_ACCESS_TOKEN or DIGITALOCEAN_TOKEN, for which a token with read scopes is enough. What that may not read costs only the rules that need it; they are reported as not checked, and never as passed.',
      'Limits of the API are kept to, and what fails for a moment is tried again. With --save, a reading that was interrupted goes on where it was when the same file is given again.',
      'Findings count for the exit code unless they are suppressed: by a line of the --ignore file (rule, URN or the beginning of one with *, perhaps until=YYYY-MM-DD, reason), or because --baseline has them.',
      'Of a plan, what is known only after apply is not checked, and that is no failure. Where it refers to other resources, it is taken to be made of these alone: the JSON of a plan does not tell [digitalocean_tag.web.id, "prod"] from [digitalocean_tag.web.id], nor slice(digitalocean_droplet.web[*].id, 0, 1) from all of them, nor web[count.index + 1] from web[count.index]. Scan the account after apply where plans are written so.',
    ].join('\n\n'),
    examples: [
      'rockpool scan',
      'DIGITALOCEAN_ACCESS_TOKEN=… rockpool scan --account --save account.json --format html=report.html',
      'rockpool scan --from account.json --severity high',
      'terraform show -json plan.tfplan > plan.json && rockpool scan --plan plan.json --fail-on high --format sarif=rockpool.sarif',
      'rockpool scan --baseline last.json --ignore accepted.txt',
      'rockpool scan --explain droplet-ssh-open',
    ],
    exits: {
      0: 'nothing was found that counts',
      1: 'there are findings that count (whatever else could not be checked)',
      3: 'no findings, but something could not be checked that should have been',
    },
  })
  defineSources(scan)
  defineOutputs(scan)
  scan.action(async (options) => (await import('../scan/scan.ts')).scanAndReport(options))
}

function defineSources(scan: Command): void {
  scan
    .addOption(new Option('--account', 'scan an account of the public API').conflicts(['from', 'plan']))
    .option(
      '--api-url <url>',
      'where the public API is, for --account (default: https://api.digitalocean.com)',
    )
    .addOption(new Option('--from <file>', 'scan an inventory that --save has written').conflicts(['plan']))
    .addOption(new Option('--plan <file>', 'scan what terraform show -json has printed of a plan'))
    .addOption(
      new Option('--save <file>', 'keep the inventory, for its owner alone').conflicts(['from', 'plan']),
    )
    .option('--explain <rule>', 'tell what a rule is about and what to do, and scan nothing')
}

function defineOutputs(scan: Command): void {
  scan
    .option(
      '--format <format[=file]>',
      `${FORMATS}; may be given several times, each but one with a file (default: a table on a terminal, else JSON)`,
      collect,
    )
    .addOption(severityOption('--severity <severity>', 'only findings that are at least so severe'))
    .option('--rule <id>', 'only this rule; may be given several times', collect)
    .addOption(
      severityOption('--fail-on <severity>', 'only findings that are at least so severe give 1', 'none'),
    )
    .option('--baseline <file>', 'what --format json has written before: only new findings count')
    .option('--ignore <file>', 'findings that are accepted, one a line, with reasons')
}

const severityOption = (flags: string, description: string, ...more: string[]) =>
  new Option(flags, `${description}: ${[...SEVERITIES, ...more].join(', ')}`).argParser((text: string) =>
    text.toLowerCase(),
  )

const collect = (text: string, before: string[] = []): string[] => [...before, text]

import { rule } from '../../rule.ts'

// A program is fetched over plain HTTP and run at once.
const PIPED =
  /\b(?:curl|wget)\b[^\n|]{0,500}\bhttp:\/\/([^\s/"'|]{1,253})[^\n|]{0,500}\|\s{0,10}(?:sudo\s{1,10}(?:-\S{1,20}\s{1,10}){0,3})?(?:ba|z|da)?sh\b/i

export const dropletUserDataPlainDownload = rule({
  id: 'droplet-user-data-plain-download',
  name: 'User Data Runs a Program Fetched Without TLS',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  details: 'At its first start the Droplet fetches a script over plain HTTP and runs it at once, as root.',
  business_impact:
    'Whoever stands anywhere between the Droplet and that server, or takes over its name, decides what runs as root on each new Droplet. Nothing of it shows: the script is gone once it has run.',
  technical_details:
    'A line of `user_data` pipes what `curl` or `wget` fetches from an `http://` address into a shell. The public API does not show the user data of a Droplet that exists, so this is for plans and for inventories that have it.',
  mitigation: {
    panel: [
      'Fetch the script over HTTPS, or better a package from a repository that is signed.',
      'Save it first, compare its checksum with one that is written in the user data, and only then run it.',
    ],
    doctl:
      'doctl compute droplet create <name> --user-data-file <file> --image <image> --size <size> --region <region>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  user_data = file("cloud-init.yaml")\n}',
    api: 'POST /v2/droplets with "user_data" that fetches over HTTPS',
  },
  controls: { iso_27001: ['A.8.19'], nist_csf: ['PR.DS-02', 'PR.PS-05'] },
  check: ({ user_data }) => {
    const [, host] = PIPED.exec(user_data ?? '') ?? []
    // What stands before an @ is a password.
    return host === undefined
      ? undefined
      : { evidence: `The user data runs what it fetches over HTTP from ${host.split('@').at(-1)}.` }
  },
  examples: {
    flagged: [
      { droplet: [{ user_data: '#!/bin/sh\ncurl -s http://get.example.com/install.sh | bash\n' }] },
      { droplet: [{ user_data: 'wget -qO- http://get.example.com | sudo -E sh' }] },
    ],
    passed: [
      { droplet: [{}] },
      { droplet: [{ user_data: 'curl -fsSL https://get.example.com/install.sh | sh' }] },
      { droplet: [{ user_data: 'curl -o /tmp/page http://example.com/' }] },
      { droplet: [{ user_data: 'curl http://example.com/data | shasum' }] },
    ],
  },
})

# Ten of our rules as somebody who writes Rego would write them: each lookup is built once, as a set or an object, and no
# rule walks one list for each member of another. An inventory is loaded as data; the findings are URNs, by rule.
package rockpool

now := time.parse_rfc3339_ns(data.taken_at)

day_ns := (((24 * 60) * 60) * 1000) * 1000000

days_since(moment) := (now - time.parse_rfc3339_ns(moment)) / day_ns

urn(kind, id) := sprintf("do:%s:%v", [kind, id])

# Settings of one resource.

findings["droplet-backups-disabled"] contains urn("droplet", droplet.id) if {
	some droplet in data.resources.droplet
	not "backups" in droplet.features
	not cluster_node(droplet)
}

cluster_node(droplet) if "k8s:worker" in droplet.tags

findings["token-never-expires"] contains urn("token", token.id) if {
	some token in data.resources.token
	token.expires_at == null
}

findings["kubernetes-auto-upgrade-off"] contains urn("kubernetes", cluster.id) if {
	some cluster in data.resources.kubernetes_cluster
	not cluster.auto_upgrade
}

findings["domain-caa-missing"] contains urn("domain", domain.name) if {
	some domain in data.resources.domain
	some leading in domain.records
	leading.type in {"A", "AAAA", "CNAME"}
	not names_authorities(domain)
}

names_authorities(domain) if {
	some record in domain.records
	record.type == "CAA"
	startswith(record.tag, "issue")
}

# What refers to something else.

droplet_ids := {droplet.id | some droplet in data.resources.droplet}

droplet_tags := {lower(tag) | some droplet in data.resources.droplet; some tag in droplet.tags}

volume_ids := {volume.id | some volume in data.resources.volume}

cluster_ids := {cluster.id | some cluster in data.resources.kubernetes_cluster}

app_ids := {app.id | some app in data.resources.app}

certificate_ids := {certificate.id | some certificate in data.resources.certificate}

default_vpc_ids := {vpc.id | some vpc in data.resources.vpc; vpc.default}

volumes_with_snapshots := {snapshot.resource_id |
	some snapshot in data.resources.snapshot
	snapshot.resource_type == "volume"
}

findings["snapshot-source-gone"] contains urn("snapshot", snapshot.id) if {
	some snapshot in data.resources.snapshot
	days_since(snapshot.created_at) > 30
	source_gone(snapshot)
}

source_gone(snapshot) if {
	snapshot.resource_type == "droplet"
	not to_number(snapshot.resource_id) in droplet_ids
}

source_gone(snapshot) if {
	snapshot.resource_type == "volume"
	not snapshot.resource_id in volume_ids
}

findings["volume-snapshot-missing"] contains urn("volume", volume.id) if {
	some volume in data.resources.volume
	count(volume.droplet_ids) > 0
	days_since(volume.created_at) > 7
	not volume.id in volumes_with_snapshots
}

findings["database-trusted-source-gone"] contains urn("dbaas", database.id) if {
	some database in data.resources.database
	some source in database.firewall_rules
	trusted_source_gone(source)
}

trusted_source_gone(source) if {
	source.type == "droplet"
	not to_number(source.value) in droplet_ids
}

trusted_source_gone(source) if {
	source.type == "tag"
	not lower(source.value) in droplet_tags
}

trusted_source_gone(source) if {
	source.type == "k8s"
	not source.value in cluster_ids
}

trusted_source_gone(source) if {
	source.type == "app"
	not source.value in app_ids
}

findings["load-balancer-certificate-missing"] contains urn("loadbalancer", balancer.id) if {
	some balancer in data.resources.load_balancer
	some rule in balancer.forwarding_rules
	rule.entry_protocol in {"https", "http2", "http3"}
	not rule.tls_passthrough
	not has_certificate(rule)
}

has_certificate(rule) if rule.certificate_id in certificate_ids

findings["vpc-peering-with-default"] contains urn("vpcpeering", peering.id) if {
	some peering in data.resources.vpc_peering
	peering.status != "DELETING"
	some id in peering.vpc_ids
	id in default_vpc_ids
}

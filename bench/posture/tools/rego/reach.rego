# What the internet reaches: firewalls and load balancers joined to Droplets, by id and by tag.
package rockpool

ssh := 22

# A rule that is asked for one key would be run anew for each key. As a whole, which the comprehensions below make of
# it, it is run once.

firewalls_for_droplet[id] contains firewall.id if {
	some firewall in data.resources.firewall
	some id in firewall.droplet_ids
}

firewalls_for_tag[lower(tag)] contains firewall.id if {
	some firewall in data.resources.firewall
	some tag in firewall.tags
}

balancers_for_droplet[id] contains balancer.id if {
	some balancer in balancers_of_ssh
	some id in balancer.droplet_ids
}

balancers_for_tag[lower(balancer.tag)] contains balancer.id if {
	some balancer in balancers_of_ssh
	balancer.tag != ""
}

firewalls_by_droplet := {id: found | some id, found in firewalls_for_droplet}

firewalls_by_tag := {tag: found | some tag, found in firewalls_for_tag}

balancers_by_droplet := {id: found | some id, found in balancers_for_droplet}

balancers_by_tag := {tag: found | some tag, found in balancers_for_tag}

firewalls_of(droplet) := object.get(firewalls_by_droplet, droplet.id, set()) | {firewall |
	some tag in droplet.tags
	some firewall in firewalls_by_tag[lower(tag)]
}

balancers_of(droplet) := object.get(balancers_by_droplet, droplet.id, set()) | {balancer |
	some tag in droplet.tags
	some balancer in balancers_by_tag[lower(tag)]
}

findings["droplet-ssh-open"] contains urn("droplet", droplet.id) if {
	some droplet in data.resources.droplet
	open_to_ssh(droplet, firewalls_of(droplet))
}

open_to_ssh(droplet, firewalls) if {
	count(firewalls & firewalls_open_v4) > 0
	has_public_v4(droplet)
}

open_to_ssh(droplet, firewalls) if {
	count(firewalls & firewalls_open_v6) > 0
	has_public_v6(droplet)
}

open_to_ssh(droplet, firewalls) if {
	some balancer in balancers_of(droplet)
	let_through(balancer, firewalls)
}

let_through(_, firewalls) if count(firewalls) == 0

let_through(balancer, firewalls) if {
	some firewall in firewalls
	count(let_in_for_ssh[firewall] & {"anybody", balancer}) > 0
}

# Addresses.

private_v4 := {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"}

private_v6 := {"fc00::/7", "fe80::/10", "::1/128"}

private(address, ranges) if {
	some range in ranges
	net.cidr_contains(range, address)
}

has_public_v4(droplet) if {
	some address in droplet.networks.v4
	address.type == "public"
	not private(address.ip_address, private_v4)
}

has_public_v6(droplet) if {
	some address in droplet.networks.v6
	address.type == "public"
	not private(address.ip_address, private_v6)
}

# Sources that are the internet, or too much of it to make a difference.

anywhere_v4(address) if {
	not contains(address, ":")
	to_number(split(address, "/")[1]) <= 4
}

anywhere_v6(address) if {
	contains(address, ":")
	to_number(split(address, "/")[1]) <= 16
	not private(address, private_v6)
}

anywhere(address) if anywhere_v4(address)

anywhere(address) if anywhere_v6(address)

# Inbound rules.

ports(rule) := {"from": 1, "to": 65535} if object.get(rule, "ports", "") in {"", "0", "all"}

ports(rule) := {"from": from, "to": to} if {
	regex.match(`^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?$`, rule.ports)
	ends := split(rule.ports, "-")
	from := to_number(ends[0])
	to := to_number(ends[count(ends) - 1])
}

lets_ssh_in(rule) if {
	rule.protocol == "tcp"
	range := ports(rule)
	range.from <= ssh
	ssh <= range.to
}

# A rule that opens a thousand ports is told of by a rule of its own.
names_ssh(rule) if {
	lets_ssh_in(rule)
	range := ports(rule)
	range.to - range.from < 1000
}

firewalls_open_v4 := {firewall.id |
	some firewall in data.resources.firewall
	some rule in firewall.inbound_rules
	names_ssh(rule)
	some address in rule.sources.addresses
	anywhere_v4(address)
}

firewalls_open_v6 := {firewall.id |
	some firewall in data.resources.firewall
	some rule in firewall.inbound_rules
	names_ssh(rule)
	some address in rule.sources.addresses
	anywhere_v6(address)
}

# By firewall: the load balancers that it lets in on the port of SSH, or anybody.
let_in_for_ssh := {firewall.id: admitted |
	some firewall in data.resources.firewall
	admitted := {who |
		some rule in firewall.inbound_rules
		lets_ssh_in(rule)
		some who in admitted_by(rule.sources)
	}
}

admitted_by(sources) := {"anybody"} if {
	some address in sources.addresses
	anywhere(address)
} else := {id | some id in sources.load_balancer_uids}

# Load balancers that forward to the port of SSH from the internet.
balancers_of_ssh := [balancer |
	some balancer in data.resources.load_balancer
	object.get(balancer, "network", "EXTERNAL") != "INTERNAL"
	not closed(balancer)
	some rule in balancer.forwarding_rules
	rule.target_port == ssh
	rule.target_protocol != "udp"
]

closed(balancer) if {
	count(balancer.firewall.allow) > 0
	every entry in balancer.firewall.allow {
		not anywhere(trim_prefix(trim_prefix(entry, "ip:"), "cidr:"))
	}
}

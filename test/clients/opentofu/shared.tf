# An environment that every version of the provider can build; what a version has beyond it is in the folder of that version.
# A Droplet takes one action at a time, here as in the public cloud, hence what depends on what.
terraform {
  required_providers {
    digitalocean = {
      source = "digitalocean/digitalocean"
    }
  }
}

variable "size" {
  default = "s-1vcpu-1gb"
}

variable "public_key" {}

# Files in PEM, for the certificate that is uploaded.
variable "certificates" {}

locals {
  region = "nyc3"
}

data "digitalocean_account" "own" {}

data "digitalocean_image" "ubuntu" {
  slug = "ubuntu-24-04-x64"
}

resource "digitalocean_ssh_key" "admin" {
  name       = "admin"
  public_key = var.public_key
}

resource "digitalocean_tag" "web" {
  name = "web"
}

resource "digitalocean_vpc" "main" {
  name     = "main"
  region   = local.region
  ip_range = "10.210.0.0/20"
}

resource "digitalocean_droplet" "web" {
  count    = 2
  name     = "web-${count.index}"
  image    = data.digitalocean_image.ubuntu.slug
  size     = var.size
  region   = local.region
  vpc_uuid = digitalocean_vpc.main.id
  ssh_keys = [digitalocean_ssh_key.admin.id]
  tags     = [digitalocean_tag.web.id]
  ipv6     = true
}

# What a scan finds: a password, and ports that are open to everybody.
resource "digitalocean_droplet" "bastion" {
  name     = "bastion"
  image    = data.digitalocean_image.ubuntu.slug
  size     = "s-1vcpu-1gb"
  region   = local.region
  vpc_uuid = digitalocean_vpc.main.id

  user_data = <<-EOT
    #cloud-config
    ssh_pwauth: true
  EOT
}

resource "digitalocean_firewall" "bastion" {
  name        = "bastion"
  droplet_ids = [digitalocean_droplet.bastion.id]

  dynamic "inbound_rule" {
    for_each = ["22", "3306"]
    content {
      protocol         = "tcp"
      port_range       = inbound_rule.value
      source_addresses = ["0.0.0.0/0"]
    }
  }

  inbound_rule {
    protocol    = "tcp"
    port_range  = "9100"
    source_tags = [digitalocean_tag.web.id]
  }
}

resource "digitalocean_droplet_snapshot" "web" {
  droplet_id = digitalocean_droplet.web[1].id
  name       = "web"
}

resource "digitalocean_volume" "data" {
  name                    = "data"
  region                  = local.region
  size                    = 10
  initial_filesystem_type = "ext4"
}

resource "digitalocean_volume_attachment" "data" {
  droplet_id = digitalocean_droplet.web[0].id
  volume_id  = digitalocean_volume.data.id
}

resource "digitalocean_volume_snapshot" "data" {
  name      = "data"
  volume_id = digitalocean_volume.data.id
}

resource "digitalocean_firewall" "web" {
  name = "web"
  tags = [digitalocean_tag.web.id]

  inbound_rule {
    protocol         = "tcp"
    port_range       = "22"
    source_addresses = ["192.0.2.0/24"]
  }

  inbound_rule {
    protocol                  = "tcp"
    port_range                = "80"
    source_load_balancer_uids = [digitalocean_loadbalancer.web.id]
  }

  outbound_rule {
    protocol              = "tcp"
    port_range            = "1-65535"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }

  outbound_rule {
    protocol              = "icmp"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
}

resource "digitalocean_floating_ip" "free" {
  region = local.region
}

resource "digitalocean_floating_ip_assignment" "web" {
  ip_address = digitalocean_floating_ip.free.ip_address
  droplet_id = digitalocean_droplet.web[1].id
  depends_on = [digitalocean_droplet_snapshot.web]
}

resource "digitalocean_domain" "site" {
  name = "site.example.com"
}

# The base of a wildcard belongs to the certificate in any case; without it here, each plan would replace it.

resource "digitalocean_certificate" "site" {
  name    = "site"
  type    = "lets_encrypt"
  domains = [digitalocean_domain.site.name, "*.${digitalocean_domain.site.name}"]

  lifecycle {
    create_before_destroy = true
  }
}

resource "digitalocean_certificate" "own" {
  name              = "own"
  type              = "custom"
  private_key       = file("${var.certificates}/key.pem")
  leaf_certificate  = file("${var.certificates}/leaf.pem")
  certificate_chain = file("${var.certificates}/chain.pem")
}

data "digitalocean_certificate" "own" {
  name = digitalocean_certificate.own.name
}

resource "digitalocean_record" "www" {
  domain = digitalocean_domain.site.id
  type   = "A"
  name   = "www"
  value  = digitalocean_floating_ip.free.ip_address
}

resource "digitalocean_record" "inside" {
  domain = digitalocean_domain.site.id
  type   = "A"
  name   = "inside"
  value  = digitalocean_droplet.bastion.ipv4_address_private
}

resource "digitalocean_record" "others" {
  domain = digitalocean_domain.site.id
  type   = "A"
  name   = "*.apps"
  value  = digitalocean_droplet.bastion.ipv4_address
}

resource "digitalocean_record" "mail" {
  domain   = digitalocean_domain.site.id
  type     = "MX"
  name     = "@"
  priority = 10
  value    = "mail.example.com."
}

resource "digitalocean_record" "note" {
  domain = digitalocean_domain.site.id
  type   = "TXT"
  name   = "@"
  value  = "v=spf1 -all"
}

resource "digitalocean_project" "site" {
  name        = "site"
  purpose     = "Web Application"
  environment = "Development"
}

resource "digitalocean_project_resources" "site" {
  project   = digitalocean_project.site.id
  resources = concat(digitalocean_droplet.web[*].urn, [digitalocean_domain.site.urn, digitalocean_volume.data.urn])
}

resource "digitalocean_container_registry_docker_credentials" "shop" {
  registry_name = digitalocean_container_registry.shop.name
  write         = true
}

output "imported" {
  value = digitalocean_droplet.web[1].id
}

# What only a provider of today has: load balancers and CDN endpoints that name their certificate, reserved IPs, peerings,
# custom images and Spaces keys. A certificate is imported by its name.
resource "digitalocean_vpc" "other" {
  name     = "other"
  region   = "sfo3"
  ip_range = "10.211.0.0/20"
}

resource "digitalocean_vpc_peering" "both" {
  name    = "both"
  vpc_ids = [digitalocean_vpc.main.id, digitalocean_vpc.other.id]
}

resource "digitalocean_loadbalancer" "web" {
  name        = "web"
  region      = local.region
  vpc_uuid    = digitalocean_vpc.main.id
  droplet_tag = digitalocean_tag.web.name

  forwarding_rule {
    entry_port      = 80
    entry_protocol  = "http"
    target_port     = 80
    target_protocol = "http"
  }

  forwarding_rule {
    entry_port       = 443
    entry_protocol   = "https"
    target_port      = 80
    target_protocol  = "http"
    certificate_name = digitalocean_certificate.site.name
  }

  forwarding_rule {
    entry_port       = 8443
    entry_protocol   = "https"
    target_port      = 80
    target_protocol  = "http"
    certificate_name = data.digitalocean_certificate.own.name
  }

  healthcheck {
    port     = 22
    protocol = "tcp"
  }
}

resource "digitalocean_reserved_ip" "free" {
  region = local.region
}

resource "digitalocean_reserved_ip_assignment" "web" {
  ip_address = digitalocean_reserved_ip.free.ip_address
  droplet_id = digitalocean_droplet.web[0].id
  depends_on = [digitalocean_volume_attachment.data]
}

resource "digitalocean_cdn" "assets" {
  origin           = "assets.nyc3.digitaloceanspaces.com"
  ttl              = 3600
  custom_domain    = "assets.${digitalocean_domain.site.name}"
  certificate_name = digitalocean_certificate.site.name
}

resource "digitalocean_spaces_key" "assets" {
  name = "assets"

  grant {
    bucket     = "assets"
    permission = "read"
  }
}

resource "digitalocean_custom_image" "own" {
  name         = "own"
  url          = "https://images.example.com/own.img"
  regions      = [local.region]
  distribution = "Debian"
}

resource "digitalocean_container_registry" "shop" {
  name                   = "tofu-shop"
  subscription_tier_slug = "basic"
  region                 = local.region
}

output "certificate" {
  value = digitalocean_certificate.site.name
}

# What provider 1.23 has in a form of its own: load balancers and CDN endpoints that hold the id of their certificate, by
# which it is imported as well, and registries without a tier.
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
    entry_port      = 443
    entry_protocol  = "https"
    target_port     = 80
    target_protocol = "http"
    certificate_id  = digitalocean_certificate.site.id
  }

  forwarding_rule {
    entry_port      = 8443
    entry_protocol  = "https"
    target_port     = 80
    target_protocol = "http"
    certificate_id  = data.digitalocean_certificate.own.id
  }

  healthcheck {
    port     = 22
    protocol = "tcp"
  }
}

resource "digitalocean_cdn" "assets" {
  origin         = "assets.nyc3.digitaloceanspaces.com"
  ttl            = 3600
  custom_domain  = "assets.${digitalocean_domain.site.name}"
  certificate_id = digitalocean_certificate.site.id
}

resource "digitalocean_container_registry" "shop" {
  name = "tofu-shop"
}

output "certificate" {
  value = digitalocean_certificate.site.id
}

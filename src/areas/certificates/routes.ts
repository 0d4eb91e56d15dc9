import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import * as certificate from './certificate.ts'
import * as schema from './schema.ts'

const CERTIFICATES = '/v2/certificates'

export const routes: Routes = (app) => {
  app.get(CERTIFICATES, {
    config: { op: 'certificates_list', scope: 'certificate:read' },
    schema: {
      summary: 'List certificates',
      querystring: schema.CertificateFilter,
      response: { 200: schema.CertificateList },
    },
    handler: (request) => certificate.listCertificates(request.ctx, request.query),
  })
  app.post(CERTIFICATES, {
    config: { op: 'certificates_create', scope: 'certificate:create' },
    schema: {
      summary: 'Upload a certificate, or have one issued',
      body: schema.CreateCertificate,
      response: { 201: schema.CertificateAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await certificate.createCertificate(request.ctx, request.body)),
  })
  app.get(`${CERTIFICATES}/:certificate_id`, {
    config: { op: 'certificates_get', scope: 'certificate:read' },
    schema: {
      summary: 'Read a certificate',
      params: schema.ByCertificateId,
      response: { 200: schema.CertificateAnswer },
    },
    handler: (request) => certificate.readCertificate(request.ctx, request.params.certificate_id),
  })
  app.delete(`${CERTIFICATES}/:certificate_id`, {
    config: { op: 'certificates_delete', scope: 'certificate:delete' },
    schema: { summary: 'Delete a certificate', params: schema.ByCertificateId, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await certificate.deleteCertificate(request.ctx, request.params.certificate_id)
      return reply.code(204).send(null)
    },
  })
}

import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a file in PEM, one after the other, as TLS takes them.
 *
 * @throws SyntaxError where there is none, one of them cannot be read, or a private key lies beside them.
 */
export function parseCertificates(text: string): string {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (text.includes('PRIVATE KEY-----'))
    throw new SyntaxError(
      'must hold certificates alone; got a private key, which belongs nowhere but its own server.',
    );
  if (certificates.length === 0)
    throw new SyntaxError(
      'must hold at least one certificate in PEM, between BEGIN CERTIFICATE and END CERTIFICATE; got none.',
    );
  for (const [index, certificate] of certificates.entries())
    if (!isCertificate(certificate))
      throw new SyntaxError(
        `must hold certificates in PEM; got ${certificates.length}, of which number ${index + 1} cannot be read.`,
      );
  return certificates.join('\n');
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}

import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';

const pem = (name: string) => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');

/**
 * Certificates that sign themselves, so that each is its own authority: for this machine, for this machine in the year
 * 2020, and for another host.
 */
export const CERTIFICATES: Readonly<Record<'localhost' | 'expired' | 'elsewhere', string>> = {
  localhost: pem('localhost.cert'),
  expired: pem('expired.cert'),
  elsewhere: pem('elsewhere.cert'),
};

/** What a server needs to show one of them. */
export const tlsOf = (name: keyof typeof CERTIFICATES): TlsOptions => ({
  cert: CERTIFICATES[name],
  key: pem('localhost.key'),
});

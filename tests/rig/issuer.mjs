// An OpenID Connect issuer on this machine: its metadata and key over HTTP, and tokens.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Issuer {
  #server;
  #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  static async start() {
    const issuer = new Issuer();
    issuer.#server = createServer((request, answer) => answer.setHeader('Content-Type', 'application/json').end(JSON.stringify(issuer.#document(request.url))));
    await new Promise((resolve) => issuer.#server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get name() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Settings by which a host trusts it. */
  get settings() {
    return { SmartTransfer__Authorization__Issuer: this.name, SmartTransfer__Authorization__Audience: 'api://smart-transfer' };
  }

  /** A token that is valid for so many seconds; for a negative number it was. */
  token(subject, seconds = 3600) {
    const now = Math.floor(Date.now() / 1000);
    const signed = `${encoded({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encoded({ iss: this.name, aud: 'api://smart-transfer', sub: subject, nbf: now - 7200, exp: now + seconds })}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(this.#keys.privateKey, 'base64url')}`;
  }

  stop() {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #document(path) {
    return path.endsWith('/keys')
      ? { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }
      : { issuer: this.name, jwks_uri: `${this.name}/keys` };
  }
}

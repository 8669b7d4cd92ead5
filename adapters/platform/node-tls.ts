// Checks a certificate and its key before a server listens: Deno would find out at the first
// connection only, and the other engines say it in the words of their TLS library.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { PlatformError } from "../../runtime/platform.ts";

/** Throws a `PlatformError` that says what is wrong with the pair. */
export function checkKeyPair(certificatePem: string, keyPem: string, action: string): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certificatePem);
  } catch (cause) {
    const reason = `cannot ${action}: the TLS certificate is not one in PEM form`;
    throw new PlatformError("other", reason, { cause });
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(keyPem);
  } catch (cause) {
    const reason = `cannot ${action}: the TLS key is not one in PEM form`;
    throw new PlatformError("other", reason, { cause });
  }
  if (certificate.checkPrivateKey(key)) return;
  throw new PlatformError("other", `cannot ${action}: the TLS key is not the certificate's`);
}

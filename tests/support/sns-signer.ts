import { sign } from 'node:crypto';

/** A key and a certificate as Amazon SNS signs with (RSA), signed by itself; valid for 100 years. */
const snsSigner = {
  cert: `-----BEGIN CERTIFICATE-----
MIIDGzCCAgOgAwIBAgIUNfutlyEsbuiilR+4HQHd23Ffg6cwDQYJKoZIhvcNAQEL
BQAwHDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTIxMTgwNjIy
WhgPMjEyNjEwMjgxODA2MjJaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29t
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqTW9w8WExKpY6mUW0Ib3
CHnvfAcrVd34Ft7jYcrwCfQLuWkWZP3sgPwNGh86rNdtGxX7gFGKF4dOK5n0ED0d
3GAvM0F8eljCO8iDYxtWgjSnTgoj6qJY7cV84LLPp0JDtMTZ5JgBvHG8xPvODOMB
wv9qYiEzAA2ILf7uhLqh17PeRQ/Gw9Vr7Rvwr8PSkooVDPhQ7Fxk3dU2121LRwPJ
v2ALg9+tm5ape3cQxXCLBN8mIa5o8Lj4DmJO8ptnP987rmK5YGzwp4tX1J3jdLie
ZClHJzI+9vsHLTh4PPXF7pnzYDp72Zlbv/bMmuplJ6parYCMQBSRQ6O4kqnHI2I4
QwIDAQABo1MwUTAdBgNVHQ4EFgQU3+mL0ZcXnP3RObYqB9gs3xRlqPAwHwYDVR0j
BBgwFoAU3+mL0ZcXnP3RObYqB9gs3xRlqPAwDwYDVR0TAQH/BAUwAwEB/zANBgkq
hkiG9w0BAQsFAAOCAQEAlGXRx0Xj2QXZRUCCNTVZXnVrzhrHZ8QVls/v7bFKpHJS
luTiQtklzY3cBsQ/qCZnC/C1mmrAUhUuYKK7iN2B/LKa6XXSl60odczd0sy3hmOD
hLUOD5mIWwvXuYLgpgZRrpfrxe6UIvT9EKcDhXocGTJYiW6UAdLJu/lFVv+TuYYF
UiH4K2CMK4KPrOL82R1nlfqbCUNz6XmTtQWI09LLFu6e4r8WUwQBtQPzq8hWktfF
kLbxxOm0GiKGL17Gc+senusxFGj1girWvhr8dZ1yQsXs49umuDmRjwkeO/y61W2E
4AEDC6cmsXM4raOhEH7eDPMsxD2wlTf6hkhTys9kkw==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCpNb3DxYTEqljq
ZRbQhvcIee98BytV3fgW3uNhyvAJ9Au5aRZk/eyA/A0aHzqs120bFfuAUYoXh04r
mfQQPR3cYC8zQXx6WMI7yINjG1aCNKdOCiPqoljtxXzgss+nQkO0xNnkmAG8cbzE
+84M4wHC/2piITMADYgt/u6EuqHXs95FD8bD1WvtG/Cvw9KSihUM+FDsXGTd1TbX
bUtHA8m/YAuD362blql7dxDFcIsE3yYhrmjwuPgOYk7ym2c/3zuuYrlgbPCni1fU
neN0uJ5kKUcnMj72+wctOHg89cXumfNgOnvZmVu/9sya6mUnqlqtgIxAFJFDo7iS
qccjYjhDAgMBAAECggEAHN/qV4+LpgHJtYn1mDUHz777Eoeoqfj8Xm6/j48RYilu
nL+ljitUofghBj2hBiCm4jHgnpeLgJNa0A7v+ptrTpFtTIpWwwwFbS082nsuSn7Q
s/z//wigM0b5leB9lfW1VxImep9D4JPqGhU8Jq/QO6XZUhCHQvGMNQklS6oLdyLX
9j7seg+8fkB9icT+LMcQVQL3cGn5q4l9JOQOBADMzVYjED3Lww/eSMVJS3ys0n0x
XBTJtjZo55JYMg7GKadfQaPTV1G0wvBk5RLE7/0VZwxSewjx0i3qF5MgEYt1r9Mq
GFNK6eJD8NMvb85BiS+0J5XWL0S1CcFlyXgpCQ6k6QKBgQDT49V2HjtiS2Rt5sf2
QkoP2SEBQGretFft1Ri+Orl/Fb/8WnGLgkZkAVd9XVUApXNpK4xzXHu7T58mAAKo
gUKYJLGeiub1CPPbEJY7mnLDCOk/jrtMkvGYwfycDbFiRsTKahI/z6IJHsa34lB3
Sc1/oHZTmi4+4pjRoyrtW2VkeQKBgQDMb2CA2vpz5DE59prIHhc57g0pwXONwAcM
upAXndWk7fqPgJQ2SrhzhNK9ucKOgDNCJUvAVbugY7g8Iea9nPYk58KMT+5i42jZ
3Rd2KX9oMIH6Q9DgfL38/rEalMyHA/XZmWIQFZ0Lkwbk78Z6eaEr3zlb3P0xtvQX
IqKJluq7mwKBgHxq4aKz6caz4kquImg1UGux4TFs89PFLYRXhmnc7aLz0IGLUfTL
EC4Uo5zXOtxgSj5M9fGfMoAwJpEXnHf5PnM7yJgBk8/568aMHMruy8g96UgKtWwn
NHmwHnY7jBba2x7H3eNeNhUI30KGPx1sVqBERnacp98BCx69oq0w535xAoGADRuP
CnP/3vJgnaDMJ8yWHKbAvU6kBBCt4wkLOBhsnFiN2imaVyjPTsjTYkrIyK47myAd
DUXx88SxCVn7G2k29wLNHIX7eOevz1g3quHaQ2noy40RlXMqE1CZNmUYAAgm+T62
ZOWd3iIdLQyaozutM8zqNpOiwE9Esz8LQNsmTcUCgYEAm8ken1UVo5Ph6fi0AiuR
0QDBhJHSqPlthaXTZBeKqOI6eBzu3wdUiDRZp8bYJ70uXQzoxf9RlgXZ85J6O4gn
96yfIpTWe7uo4I0xR4+EOs4hoQns00/h0kTTJAJRBXAbzZFFHI1LILQPsKZeqx34
gZcxFJAnBmOJw2hoADUYzVs=
-----END PRIVATE KEY-----
`,
};

export const snsTopic = 'arn:aws:sns:ap-northeast-2:123456789012:bounces';
export const snsHost = 'https://sns.ap-northeast-2.amazonaws.com';
export const snsCertificateUrl = `${snsHost}/SimpleNotificationService-0123abcd.pem`;

/** What Amazon's servers have, for a service that cannot reach them here; notes what is asked for. */
export function snsServer(asked: string[] = []): (url: string) => Promise<string> {
  return async (url) => {
    asked.push(url);
    return url === snsCertificateUrl ? snsSigner.cert : '<ConfirmSubscriptionResponse/>';
  };
}

/**
 * A body as Amazon SNS posts it. `forged` fields take the place of what was signed.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function snsBody(
  fields: Record<string, string>,
  options: { version?: '1' | '2'; forged?: Record<string, string> } = {},
): string {
  const { version = '2', forged = {} } = options;
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: snsTopic,
    Message: '{}',
    Timestamp: '2026-11-21T09:00:00.000Z',
    ...fields,
  };
  const text = Object.keys(message)
    .sort()
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
  return JSON.stringify({
    ...message,
    SignatureVersion: version,
    Signature: sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), snsSigner.key).toString(
      'base64',
    ),
    SigningCertURL: snsCertificateUrl,
    UnsubscribeURL: `${snsHost}/?Action=Unsubscribe`,
    ...forged,
  });
}

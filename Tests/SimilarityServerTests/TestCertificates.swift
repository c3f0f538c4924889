/// Two certificates for localhost with their keys, made for these tests and good until 2126; nobody trusts them.
enum TestCertificates {
  static let first = (
    certificate: """
    -----BEGIN CERTIFICATE-----
    MIIBmjCCAUGgAwIBAgIUCdPuVB76kbKi24l86731PuBE15AwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTExMDMzOFoYDzIxMjYxMTA1
    MTEwMzM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAARoN/GAj9NbFgWplntTWxfgE8ESjLrg4gMUf1YNGqBWm4QG0BSBFB92
    InfhrX2tfPIHTueHYMrof7s2n0xSf/21o28wbTAdBgNVHQ4EFgQUxjj5fsb8jn/x
    YvH97zQnFKTxERcwHwYDVR0jBBgwFoAUxjj5fsb8jn/xYvH97zQnFKTxERcwDwYD
    VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
    zj0EAwIDRwAwRAIgLwNMm04vXKfwR5NU8wZiPqYflm7mtJKKi2yDo3SqgT0CIFJE
    CE3w3CbVDqE/dHEaWXy7Ab7dB49uYDxkMlojUo47
    -----END CERTIFICATE-----
    """,
    key: """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFjrzcnh7BnsfZDCF
    BpSr2bWfiiEltJ1dNvQer61V9tehRANCAARoN/GAj9NbFgWplntTWxfgE8ESjLrg
    4gMUf1YNGqBWm4QG0BSBFB92InfhrX2tfPIHTueHYMrof7s2n0xSf/21
    -----END PRIVATE KEY-----
    """
  )
  static let second = (
    certificate: """
    -----BEGIN CERTIFICATE-----
    MIIBnDCCAUGgAwIBAgIUUTCMapD0KutK6w5gcFjZdzlBfoowCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTExMDMzOFoYDzIxMjYxMTA1
    MTEwMzM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAATNAlHgxYSzlYauIcS8gz3dwpbkgm7NB7iS/6qkX9Am/+axsciusKUF
    MhPe8lfsKTVkf4oYY3coa2YyYKL0ZZvCo28wbTAdBgNVHQ4EFgQUChECMey2vtuA
    Ov3jOg3FMLLs4/IwHwYDVR0jBBgwFoAUChECMey2vtuAOv3jOg3FMLLs4/IwDwYD
    VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
    zj0EAwIDSQAwRgIhAOJHI7XYEonfuDJV53SIkvSp/zzo6ws0MM20FlTLk0E4AiEA
    /I0OIZLLvTTHfaV9Fyfdz853hUrm//mbev9SdG1IRfI=
    -----END CERTIFICATE-----
    """,
    key: """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgphfVWzH+G3Z76iTH
    TrloAU5GgBCrXTTvyLvhLYAEWKOhRANCAATNAlHgxYSzlYauIcS8gz3dwpbkgm7N
    B7iS/6qkX9Am/+axsciusKUFMhPe8lfsKTVkf4oYY3coa2YyYKL0ZZvC
    -----END PRIVATE KEY-----
    """
  )
}

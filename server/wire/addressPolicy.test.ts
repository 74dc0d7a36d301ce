import { describe, expect, it } from 'vitest'
import { addressRefusal, isMetadataName } from './addressPolicy.ts'

const local = { allowPrivate: true }
const team = { allowPrivate: false }

describe('addressRefusal', () => {
  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fe80::a9fe:a9fe',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '::ffff:0:a9fe:a9fe',
    '2001:0:4136:e378:8000:63bf:5601:5601', // Teredo: the client's address inverted
    'fe80::5efe:a9fe:a9fe',
  ])('refuses the metadata address %s in every mode', (address) => {
    expect(addressRefusal(address, local)).toContain('metadata')
    expect(addressRefusal(address, team)).toContain('metadata')
  })

  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '127.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '::ffff:0:7f00:1',
    'fe80::1',
    'fec0::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '100::1',
    '100:0:0:1::1',
    '5f00::1',
  ])('refuses %s where private addresses are not allowed', (address) => {
    expect(addressRefusal(address, team)).toBeDefined()
    expect(addressRefusal(address, local)).toBeUndefined()
  })

  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::808:808'])(
    'lets the public address %s pass in every mode',
    (address) => {
      expect(addressRefusal(address, team)).toBeUndefined()
      expect(addressRefusal(address, local)).toBeUndefined()
    },
  )
})

it.each(['metadata.google.internal', 'METADATA.google.internal.', 'metadata'])('knows the metadata name %s', (name) => {
  expect(isMetadataName(name)).toBe(true)
})

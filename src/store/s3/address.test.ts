import { expect, test } from "vitest";
import { parseS3Address } from "./address.ts";

test("a bucket, with and without a prefix", () => {
  expect(parseS3Address("s3://my-bucket", {})).toEqual({
    address: "s3://my-bucket",
    bucket: "my-bucket",
    prefix: "",
    pathStyle: false,
    anonymous: false,
  });
  expect(parseS3Address("s3://my-bucket/a/b c/", {})).toMatchObject({
    address: "s3://my-bucket/a/b c",
    prefix: "a/b c/",
  });
});

test("options come from the address, then from our variables, then from everybody's", () => {
  const env = {
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "http://localhost:9000",
    IMPORTGRAPH_S3_STORAGE_CLASS: "STANDARD_IA",
    IMPORTGRAPH_S3_REGION: "eu-north-1",
  };
  const place = parseS3Address("s3://bucket/p?encryption=aws:kms&kms-key=alias/graph&path-style=false", env);
  expect(place).toMatchObject({
    region: "eu-north-1",
    endpoint: "http://localhost:9000",
    storageClass: "STANDARD_IA",
    encryption: "aws:kms",
    kmsKey: "alias/graph",
    pathStyle: false,
  });
  expect(parseS3Address("s3://bucket/p?region=us-west-2", env)).toMatchObject({
    region: "us-west-2",
    pathStyle: true,
  });
});

test("a server that is not Amazon's needs no region", () => {
  expect(parseS3Address("s3://bucket?endpoint=https://s3.example.org", {}).region).toBe("us-east-1");
});

test.each(["s3://", "s3:///prefix", "s3://bucket//a", "s3://bucket/../a", "s3://a", "s3:bucket"])(
  "%s is no place in a bucket",
  (address) => {
    expect(() => parseS3Address(address, {})).toThrow("expected s3://BUCKET");
  },
);

test("an option that is misspelt is told with the nearest one", () => {
  expect(() => parseS3Address("s3://bucket?regoin=x", {})).toThrow(/"regoin" is no option[\s\S]*"region"/);
});

test("a wrong value is told with where it came from", () => {
  expect(() => parseS3Address("s3://bucket", { AWS_ENDPOINT_URL: "localhost:9000" })).toThrow(
    /AWS_ENDPOINT_URL is "localhost:9000"/,
  );
  expect(() => parseS3Address("s3://bucket?path-style=1", {})).toThrow(/option "path-style" is "1"/);
});

test("a secret in the address is not repeated", () => {
  expect(() => parseS3Address("s3://key:hidden@bucket/prefix", {})).toThrow(/^(?!.*hidden)/s);
});

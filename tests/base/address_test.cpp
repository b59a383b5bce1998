#include "aggregator/base/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace aggregator {
namespace {

SocketAddress address(const char* text, std::uint16_t port = 80) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
    return SocketAddress::from(reinterpret_cast<const sockaddr&>(in)).value();
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET6, text, &in6.sin6_addr), 1) << text;
  return SocketAddress::from(reinterpret_cast<const sockaddr&>(in6)).value();
}

AddressRange range(const char* text) { return AddressRange::parse(text).value(); }

}  // namespace

TEST(SocketAddress, WritesAddressAndPort) {
  EXPECT_EQ(address("127.0.0.1", 8080).text(), "127.0.0.1:8080");
  EXPECT_EQ(address("::1", 80).text(), "[::1]:80");
  EXPECT_EQ(address("2001:DB8:0::1", 1).text(), "[2001:db8::1]:1");
}

TEST(SocketAddress, SeesIpv4ThroughItsDisguises) {
  for (const char* text : {"::ffff:127.0.0.66", "2002:7f00:42::1", "64:ff9b::7f00:42"}) {
    EXPECT_EQ(address(text).text(), "127.0.0.66:80") << text;
  }
}

TEST(SocketAddress, IsNothingForOtherFamilies) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(SocketAddress::from(reinterpret_cast<const sockaddr&>(local)));
}

TEST(IsPublic, HoldsForTheInternet) {
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2002:0808:0808::1", "64:ff9b::808:808"}) {
    EXPECT_TRUE(is_public(address(text))) << text;
  }
}

TEST(IsPublic, DoesNotHoldForWhatIsNotRouted) {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "239.1.1.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::127.0.0.1",
                           "fe80::1",
                           "fec0::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "100::1",
                           "2001::1",
                           "2001:db8::1",
                           "3fff::1",
                           "64:ff9b:1::1",
                           "64:ff9b::a00:1",
                           "::ffff:10.0.0.1",
                           "2002:a00:1::1",
                           "2002:7f00:1::1"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
  }
}

TEST(AddressRange, ContainsWhatItNames) {
  EXPECT_TRUE(range("127.0.0.1").contains(address("127.0.0.1", 1)));
  EXPECT_FALSE(range("127.0.0.1").contains(address("127.0.0.2", 1)));
  EXPECT_TRUE(range("127.0.0.1:8080").contains(address("127.0.0.1", 8080)));
  EXPECT_FALSE(range("127.0.0.1:8080").contains(address("127.0.0.1", 8081)));
  EXPECT_TRUE(range("127.0.0.1:8080").contains(address("::ffff:127.0.0.1", 8080)));
  EXPECT_TRUE(range("10.20.0.0/16").contains(address("10.20.255.255")));
  EXPECT_FALSE(range("10.20.0.0/16").contains(address("10.21.0.0")));
  EXPECT_TRUE(range("10.20.3.4/16").contains(address("10.20.0.1")));  // bits behind the prefix do not count
  EXPECT_TRUE(range("10.64.0.0/10").contains(address("10.127.0.1")));
  EXPECT_FALSE(range("10.64.0.0/10").contains(address("10.128.0.1")));
  EXPECT_TRUE(range("127.0.0.0/16:8080").contains(address("127.0.9.9", 8080)));
  EXPECT_FALSE(range("127.0.0.0/16:8080").contains(address("127.0.9.9", 80)));
  EXPECT_TRUE(range("0.0.0.0/0").contains(address("10.0.0.1")));
  EXPECT_FALSE(range("0.0.0.0/0").contains(address("fd00::1")));
  EXPECT_TRUE(range("::1").contains(address("::1")));
  EXPECT_TRUE(range("[::1]:80").contains(address("::1", 80)));
  EXPECT_FALSE(range("[::1]:80").contains(address("::1", 81)));
  EXPECT_TRUE(range("fd00::/8").contains(address("fdff::1")));
  EXPECT_FALSE(range("fd00::/8").contains(address("fe00::1")));
  EXPECT_TRUE(range("[fd00::]/8:80").contains(address("fd01::1", 80)));
}

TEST(AddressRange, RefusesWhatIsNone) {
  for (const char* text : {"", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http", "127.0.0",
                           "127.0.0.1/33", "127.0.0.1/-1", "127.0.0.1/", "::1/129", "[::1", "[::1]:", "::1]:80",
                           "[::1]x:80", "300.0.0.1", " 127.0.0.1", "127.0.0.1:80:80"}) {
    SCOPED_TRACE(text);
    const auto parsed = AddressRange::parse(text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::Malformed);
  }
}

TEST(MayConnect, HoldsForThePublicAndForTheExceptions) {
  const std::vector<AddressRange> allowed = {range("127.0.0.1:8080")};
  EXPECT_TRUE(may_connect(address("1.1.1.1"), {}));
  EXPECT_TRUE(may_connect(address("127.0.0.1", 8080), allowed));
  EXPECT_FALSE(may_connect(address("127.0.0.1", 22), allowed));
  EXPECT_FALSE(may_connect(address("127.0.0.1", 8080), {}));
}

}  // namespace aggregator
